// Metrics of single-label classification, defined as in scikit-learn's `precision_recall_fscore_support` with
// zero_division=0. Pure.

import type { ClassMetrics, Metrics } from '../domain/metrics';

/** Rows by true class (outer) and predicted class (inner), `[classes][classes]`. */
export function confusionMatrix(
  trueIds: ArrayLike<number>,
  predictedIds: ArrayLike<number>,
  classCount: number,
): number[][] {
  const matrix = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (let i = 0; i < trueIds.length; i++) {
    const row = matrix[trueIds[i] ?? 0];
    const column = predictedIds[i] ?? 0;
    if (row) row[column] = (row[column] ?? 0) + 1;
  }
  return matrix;
}

/** Precision, recall, F1 and support of each class, from the confusion matrix. */
export function classMetrics(matrix: number[][], labels: string[]): ClassMetrics[] {
  return labels.map((label, id) => {
    const hits = matrix[id]?.[id] ?? 0;
    const support = sum(matrix[id] ?? []);
    const predicted = sum(matrix.map((row) => row[id] ?? 0));
    const precision = ratio(hits, predicted);
    const recall = ratio(hits, support);
    return {
      label,
      precision,
      recall,
      f1: ratio(2 * precision * recall, precision + recall),
      support,
    };
  });
}

/**
 * All metrics of predictions.
 *
 * @param probabilities `[rows * classes]`, row major
 */
export function measure(
  trueIds: ArrayLike<number>,
  probabilities: Float32Array,
  labels: string[],
): Metrics {
  const rows = trueIds.length;
  const predictedIds = mostProbable(probabilities, labels.length);
  const matrix = confusionMatrix(trueIds, predictedIds, labels.length);
  const classes = classMetrics(matrix, labels);
  return {
    rows,
    accuracy: ratio(sum(matrix.map((row, id) => row[id] ?? 0)), rows),
    macroPrecision: mean(classes.map(({ precision }) => precision)),
    macroRecall: mean(classes.map(({ recall }) => recall)),
    macroF1: mean(classes.map(({ f1 }) => f1)),
    loss: crossEntropyOf(trueIds, probabilities, labels.length),
    classes,
    confusionMatrix: matrix,
  };
}

/** The most probable class of each row; the first one where two are equal. */
export function mostProbable(probabilities: Float32Array, classCount: number): Uint16Array {
  const rows = probabilities.length / classCount;
  return Uint16Array.from({ length: rows }, (_, row) => {
    const own = probabilities.subarray(row * classCount, (row + 1) * classCount);
    // Not-a-number is found nowhere; the loss, which is then not a number either, tells of it.
    return Math.max(0, own.indexOf(Math.max(...own)));
  });
}

/** Mean of −log p(true class). A probability that underflowed to 0 counts as the smallest normal float. */
function crossEntropyOf(
  trueIds: ArrayLike<number>,
  probabilities: Float32Array,
  classCount: number,
): number {
  let total = 0;
  for (let row = 0; row < trueIds.length; row++) {
    const probability = probabilities[row * classCount + (trueIds[row] ?? 0)] ?? 0;
    total -= Math.log(Math.max(probability, 1.1754944e-38));
  }
  return ratio(total, trueIds.length);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function mean(numbers: number[]): number {
  return ratio(sum(numbers), numbers.length);
}

export function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
