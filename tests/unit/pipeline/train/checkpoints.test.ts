// Which runs can go on after they were cut off.

import { expect, test } from 'vitest';
import { canBeKept } from '../../../../src/pipeline/train/checkpoints';

const trained = (elements: number) => {
  // Only its size is asked for.
  const values = new Float32Array(new ArrayBuffer(elements * 4));
  return new Map([['weight', { shape: [elements], values }]]);
};

test('all of MiniLM is kept, all of BERT is not: its state has 1.8 GB', () => {
  expect(canBeKept(trained(22_713_216))).toBe(true);
  expect(canBeKept(trained(109_482_240))).toBe(false);
});
