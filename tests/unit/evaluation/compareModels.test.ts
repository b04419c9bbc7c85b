import { expect, test } from 'vitest';
import type { Prediction } from '../../../src/domain/metrics';
import { compareModels, exactMcNemar } from '../../../src/evaluation/compareModels';

const says = (rowNumber: number, trueLabel: string, predictedLabel: string): Prediction => ({
  rowNumber,
  text: `text ${rowNumber}`,
  trueLabel,
  predictedLabel,
  logits: [],
  probabilities: [],
});

test('counts the rows that both models were tested on, and lists those they answer differently', () => {
  const first = [
    ...[says(1, 'a', 'a'), says(2, 'a', 'b'), says(3, 'b', 'b'), says(4, 'c', 'a')],
    ...[says(5, 'a', 'a'), says(6, 'a', 'a'), says(7, 'a', 'b')],
  ];
  const second = [
    ...[says(1, 'a', 'a'), says(2, 'a', 'a'), says(3, 'b', 'a'), says(4, 'c', 'b')],
    // 5 has another label there, 6 was not tested, and 7 they get wrong alike.
    ...[says(5, 'b', 'a'), says(7, 'a', 'b'), says(8, 'a', 'a')],
  ];
  const comparison = compareModels(first, second, ({ rowNumber }) => String(rowNumber));
  expect(comparison).toMatchObject({
    shared: 5,
    bothRight: 1,
    onlyFirstRight: 1,
    onlySecondRight: 1,
    neitherRight: 2,
    pValue: 1,
    changedCount: 3,
  });
  expect(comparison.changed.map(({ rowNumber }) => rowNumber)).toEqual([2, 3, 4]);
});

// scipy.stats.binomtest(one, one + other, 0.5).pvalue, which is what statsmodels' mcnemar(exact=True) gives.
test.each([
  [0, 0, 1],
  [9, 4, 0.266845703125],
  [4, 9, 0.266845703125],
  [10, 1, 0.01171875],
  [0, 6, 0.03125],
  [1200, 1300, 0.04769],
])('%i rows against %i: p = %f', (one, other, expected) => {
  expect(exactMcNemar(one, other)).toBeCloseTo(expected, 4);
});
