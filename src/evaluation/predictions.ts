// From stored probabilities to what a person reads.

import type { Prediction, StoredPredictions } from '../domain/evaluation';
import { mostProbable } from './metrics';

/** Each test row with its text, its label and the predicted one, in the file's order. */
export function predictionsOf(stored: StoredPredictions, labels: string[]): Prediction[] {
  const predicted = mostProbable(stored.probabilities, labels.length);
  return stored.texts.map((text, row) => ({
    rowNumber: stored.rowNumbers[row] ?? 0,
    text,
    trueLabel: labels[stored.trueIds[row] ?? 0] ?? '',
    predictedLabel: labels[predicted[row] ?? 0] ?? '',
    probabilities: Array.from(
      stored.probabilities.subarray(row * labels.length, (row + 1) * labels.length),
    ),
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
