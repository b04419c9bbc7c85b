// What cross-validation says: how good, and how much that depends on which rows were held out.

import type { CrossValidation, Spread } from '../domain/metrics';
import { evaluate, type Truth } from './evaluate';
import { classMetrics, confusionMatrix, mostProbable } from './metrics';

/**
 * Accuracy and macro F1 of each fold, their means and standard deviations. As in scikit-learn's `f1_score`, a fold's macro
 * F1 is the mean over the classes that its rows have or were given.
 *
 * @param folds the fold in which each row was tested
 */
export function compareFolds(
  { trueIds, trueSets }: Truth,
  logits: Float32Array,
  folds: Uint8Array,
  labels: string[],
  thresholds?: number[],
): CrossValidation {
  const classes = labels.length;
  const predictedIds = mostProbable(logits, classes);
  const count = folds.reduce((last, fold) => Math.max(last, fold), 0) + 1;
  const each = Array.from({ length: count }, (_, fold) => {
    const rows = Array.from(folds.keys()).filter((row) => folds[row] === fold);
    const of = (ids: ArrayLike<number>) => rows.map((row) => ids[row] ?? 0);
    if (!trueSets) return scoresOf(of(trueIds), of(predictedIds), labels);
    const cells = rows.flatMap((row) => labels.map((_label, id) => row * classes + id));
    const own = {
      trueIds: of(trueIds),
      trueSets: Uint8Array.from(cells, (cell) => trueSets[cell] ?? 0),
    };
    const ownLogits = Float32Array.from(cells, (cell) => logits[cell] ?? 0);
    const { accuracy, macroF1 } = evaluate(own, ownLogits, labels, thresholds);
    return { rows: rows.length, accuracy, macroF1 };
  });
  return {
    folds: each,
    accuracy: spread(each.map(({ accuracy }) => accuracy)),
    macroF1: spread(each.map(({ macroF1 }) => macroF1)),
  };
}

function scoresOf(trueIds: number[], predictedIds: number[], labels: string[]) {
  const matrix = confusionMatrix(trueIds, predictedIds, labels.length);
  const hits = matrix.reduce((sum, row, id) => sum + (row[id] ?? 0), 0);
  const predicted = new Set(predictedIds);
  const scores = classMetrics(matrix, labels)
    .filter(({ support }, id) => support > 0 || predicted.has(id))
    .map(({ f1 }) => f1);
  return { rows: trueIds.length, accuracy: hits / trueIds.length, macroF1: mean(scores) };
}

/** Mean and sample standard deviation (n − 1). */
function spread(values: number[]): Spread {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return { mean: middle, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
