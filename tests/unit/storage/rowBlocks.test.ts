import { expect, test } from 'vitest';
import { RowBlocks } from '../../../src/storage/rowBlocks';

test('the block of a row, by where blocks begin', () => {
  const blocks = new RowBlocks({ blockStarts: Uint32Array.of(0, 3, 4, 100) });
  expect([0, 2, 3, 4, 99, 100, 5000].map((row) => blocks.of(row))).toEqual([0, 0, 1, 2, 2, 3, 3]);
  expect([0, 1, 2, 3].map((block) => blocks.start(block))).toEqual([0, 3, 4, 100]);
});
