// From stored logits to what a person reads.

import type { Prediction, StoredPredictions } from '../domain/evaluation';
import { mostProbable } from './metrics';
import { softmaxRows } from './softmax';

/** Each test row with its text, its label and the predicted one, in the file's order. */
export function predictionsOf(stored: StoredPredictions, labels: string[]): Prediction[] {
  const classes = labels.length;
  const probabilities = softmaxRows(stored.logits, classes);
  const predicted = mostProbable(probabilities, classes);
  const ofRow = (values: Float32Array, row: number) =>
    Array.from(values.subarray(row * classes, (row + 1) * classes));
  return stored.texts.map((text, row) => ({
    rowNumber: stored.rowNumbers[row] ?? 0,
    text,
    trueLabel: labels[stored.trueIds[row] ?? 0] ?? '',
    predictedLabel: labels[predicted[row] ?? 0] ?? '',
    logits: ofRow(stored.logits, row),
    probabilities: ofRow(probabilities, row),
  }));
}

/** The rows that were predicted wrongly, the most confident mistakes first. */
export function mistakes(predictions: Prediction[]): Prediction[] {
  return predictions
    .filter(({ trueLabel, predictedLabel }) => trueLabel !== predictedLabel)
    .sort((a, b) => confidence(b) - confidence(a) || a.rowNumber - b.rowNumber);
}

/** The probability of the predicted class. */
export function confidence({ probabilities }: Prediction): number {
  return Math.max(...probabilities);
}
