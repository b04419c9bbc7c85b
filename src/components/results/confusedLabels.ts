// Which labels of a confusion matrix are taken for which, the most frequent first.

import { elementAt } from '../../domain/element';

export interface ConfusedPair {
  trueId: number;
  predictedId: number;
  rows: number;
}

/** Pairs of labels that were confused, those with the most rows first. */
export function confusedPairs(matrix: number[][]): ConfusedPair[] {
  return matrix
    .flatMap((row, trueId) => row.map((rows, predictedId) => ({ trueId, predictedId, rows })))
    .filter(({ trueId, predictedId, rows }) => trueId !== predictedId && rows > 0)
    .sort((a, b) => b.rows - a.rows);
}

/** The labels with the most mistakes, made on their rows or by giving them, in the order of the labels. */
export function mostConfused(matrix: number[][], count: number): number[] {
  const mistakes = matrix.map(() => 0);
  for (const { trueId, predictedId, rows } of confusedPairs(matrix)) {
    mistakes[trueId] = elementAt(mistakes, trueId) + rows;
    mistakes[predictedId] = elementAt(mistakes, predictedId) + rows;
  }
  return [...mistakes.keys()]
    .sort((a, b) => elementAt(mistakes, b) - elementAt(mistakes, a) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}
