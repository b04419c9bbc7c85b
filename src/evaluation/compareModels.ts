// Two models on the same rows: where they differ, and whether that may be chance.

import type { ChangedRow, ModelComparison } from '../domain/comparison';
import type { Prediction } from '../domain/metrics';

/**
 * Compares two models on the rows that both were tested on, and that count as the same class for both.
 *
 * @param keyOf what tells a row from others, in either model's predictions
 */
export function compareModels(
  first: Prediction[],
  second: Prediction[],
  keyOf: (prediction: Prediction) => string,
): ModelComparison {
  const others = new Map(second.map((prediction) => [keyOf(prediction), prediction]));
  const counts = { bothRight: 0, onlyFirstRight: 0, onlySecondRight: 0, neitherRight: 0 };
  const [decisive, rest]: [ChangedRow[], ChangedRow[]] = [[], []];
  for (const own of first) {
    const other = others.get(keyOf(own));
    if (other?.trueLabel !== own.trueLabel) continue;
    const verdict = verdictOf(own, other);
    counts[verdict]++;
    if (own.predictedLabel === other.predictedLabel) continue;
    const { rowNumber, text, trueLabel } = own;
    const row = { rowNumber, text, trueLabel, first: own.predictedLabel, second: other.predictedLabel };
    (verdict === 'neitherRight' ? rest : decisive).push(row);
  }
  return {
    ...counts,
    shared: Object.values(counts).reduce((sum, rows) => sum + rows, 0),
    pValue: exactMcNemar(counts.onlyFirstRight, counts.onlySecondRight),
    changed: [...decisive, ...rest],
    changedCount: decisive.length + rest.length,
  };
}

function verdictOf(first: Prediction, second: Prediction) {
  const [one, two] = [first, second].map(({ trueLabel, predictedLabel }) => trueLabel === predictedLabel);
  if (one) return two ? 'bothRight' : 'onlyFirstRight';
  return two ? 'onlySecondRight' : 'neitherRight';
}

/**
 * The two-sided p value of the exact McNemar test (statsmodels' `mcnemar(exact=True)`): how likely a fair coin would fall
 * at least as unevenly as `one` to `other`.
 */
export function exactMcNemar(one: number, other: number): number {
  const throws = one + other;
  // The logarithm of each binomial coefficient from the one before: the numbers themselves overflow.
  let logTerm = -throws * Math.LN2;
  let tail = 0;
  for (let heads = 0; heads <= Math.min(one, other); heads++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((throws - heads) / (heads + 1));
  }
  return Math.min(1, 2 * tail);
}
