// From stored logits to what a person reads.

import type { Prediction, StoredPredictions } from '../domain/metrics';
import type { TrainedModel } from '../domain/run';
import { mostProbable } from './metrics';
import { chosenLabels, sigmoids } from './multiLabel';
import { softmaxRows } from './softmax';

/** Each test row with its text, its label and the predicted one, in the file's order. */
export function predictionsOf(
  stored: StoredPredictions,
  { labels, thresholds }: Pick<TrainedModel, 'labels' | 'thresholds'>,
): Prediction[] {
  if (stored.trueSets) return multiLabelPredictions(stored, stored.trueSets, labels, thresholds);
  const classes = labels.length;
  const probabilities = softmaxRows(stored.logits, classes);
  const predicted = mostProbable(probabilities, classes);
  const ofRow = (values: Float32Array, row: number) => rowOf(values, row, classes);
  return stored.texts.map((text, row) => ({
    rowNumber: stored.rowNumbers[row] ?? 0,
    text,
    trueLabel: labels[stored.trueIds[row] ?? 0] ?? '',
    predictedLabel: labels[predicted[row] ?? 0] ?? '',
    logits: ofRow(stored.logits, row),
    probabilities: ofRow(probabilities, row),
  }));
}

function multiLabelPredictions(
  stored: StoredPredictions,
  trueSets: Uint8Array,
  labels: string[],
  thresholds: number[] = labels.map(() => 0.5),
): Prediction[] {
  const classes = labels.length;
  const probabilities = sigmoids(stored.logits);
  const chosen = chosenLabels(probabilities, thresholds);
  const named = (sets: Uint8Array, row: number) =>
    labels.filter((_, id) => sets[row * classes + id] === 1);
  return stored.texts.map((text, row) => {
    const [trueLabels, predictedLabels] = [named(trueSets, row), named(chosen, row)];
    return {
      ...{ rowNumber: stored.rowNumbers[row] ?? 0, text, trueLabels, predictedLabels },
      trueLabel: trueLabels.join('; '),
      predictedLabel: predictedLabels.join('; '),
      logits: rowOf(stored.logits, row, classes),
      probabilities: rowOf(probabilities, row, classes),
    };
  });
}

function rowOf(values: Float32Array, row: number, classes: number): number[] {
  return Array.from(values.subarray(row * classes, (row + 1) * classes));
}
