import { expect, test } from 'vitest';
import { compareAnswers } from '../../../src/evaluation/compareAnswers';

const wanted = Float32Array.of(1, -1, 0.1, 0);
const compare = (given: number[], task: 'singleLabel' | 'multiLabel' = 'singleLabel', thresholds?: number[]) =>
  compareAnswers(wanted, Float32Array.from(given), { labels: ['a', 'b'], task, ...(thresholds && { thresholds }) });

test('the same logits are the same answers', () => {
  expect(compare([...wanted])).toEqual({ texts: 2, sameLabels: 2, largest: 0, largestProbability: 0, scale: 1 });
});

test('a near tie that changes sides is another label', () => {
  const { sameLabels, largest, largestProbability } = compare([1, -1, 0, 0.1]);
  expect(sameLabels).toBe(1);
  expect(largest).toBeCloseTo(0.1, 6);
  // 1 / (1 + e^−0.1) = 0.52498 on either side.
  expect(largestProbability).toBeCloseTo(2 * 0.52498 - 1, 4);
});

test('where a text may have several labels, each threshold counts', () => {
  expect(compare([1, -1, 0.2, 0], 'multiLabel').sameLabels).toBe(2);
  expect(compare([1, -1, 0.2, -0.1], 'multiLabel').sameLabels).toBe(1);
  expect(compare([1, -1, 0.2, -0.1], 'multiLabel', [0.5, 0.3]).sameLabels).toBe(2);
  expect(compare([1, -0.9, 0.2, -0.1], 'multiLabel', [0.5, 0.28]).sameLabels).toBe(1);
});

test('what is not a number is never near, and other lengths are an error', () => {
  expect(compare([1, -1, NaN, 0]).largest).toBeNaN();
  expect(() => compare([1])).toThrowError(/1 logits instead of 4/);
});
