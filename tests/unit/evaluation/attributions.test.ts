import { expect, test } from 'vitest';
import { attributionsOf } from '../../../src/evaluation/attributions';
import { singleLabel } from '../../../src/tasks/singleLabel';
import outside from '../../fixtures/attributions.json';

test('log-odds as SciPy computes them, also where a probability has no digits left', () => {
  const odds = singleLabel.logOdds(Float32Array.from(outside.logits), 3);
  odds.forEach((value, index) => expect(value).toBeCloseTo(outside.logOdds[index] ?? 0, 4));
});

test('a part that made the answer likely attributions towards it', () => {
  // The whole text, without its first part, and without its second.
  const logits = Float32Array.from([3, -1, /**/ 0, 0, /**/ 4, -1]);
  const { probabilities, attributions, without } = attributionsOf(logits, 2, 'singleLabel');
  expect(probabilities[0]).toBeCloseTo(1 / (1 + Math.exp(-4)), 6);
  [4, -4, -1, 1].forEach((push, index) => expect(attributions[index]).toBeCloseTo(push, 5));
  expect(without[0]).toBeCloseTo(0.5, 6);
  // With several labels each is on its own.
  const several = attributionsOf(logits, 2, 'multiLabel');
  [3, -1, -1, 0].forEach((push, index) => expect(several.attributions[index]).toBeCloseTo(push, 5));
});
