import { expect, test } from 'vitest';
import { confusedPairs, mostConfused } from '../../../../src/components/results/confusedLabels';

const matrix = [
  [9, 1, 0, 0],
  [0, 8, 0, 3],
  [0, 0, 7, 0],
  [2, 0, 0, 5],
];

test('pairs of labels by how often one is taken for the other', () => {
  expect(confusedPairs(matrix)).toEqual([
    { trueId: 1, predictedId: 3, rows: 3 },
    { trueId: 3, predictedId: 0, rows: 2 },
    { trueId: 0, predictedId: 1, rows: 1 },
  ]);
});

test('of many labels those with the most mistakes, in their own order', () => {
  expect(mostConfused(matrix, 2)).toEqual([1, 3]);
  expect(mostConfused(matrix, 3)).toEqual([0, 1, 3]);
  expect(mostConfused(matrix, 9)).toEqual([0, 1, 2, 3]);
});
