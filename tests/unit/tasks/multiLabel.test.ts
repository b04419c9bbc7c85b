import { expect, test } from 'vitest';
import { predictionsOf } from '../../../src/evaluation/predictions';
import type { PredictedRows } from '../../../src/domain/metrics';
import { bestThresholds, measureMultiLabel, sigmoids } from '../../../src/tasks/multiLabel';

// scikit-learn 1.9.1 on these: accuracy_score, precision_recall_fscore_support(zero_division=0), hamming_loss,
// multilabel_confusion_matrix, log_loss of each label averaged.
const truth = Uint8Array.from('011 100 000 001 010 100 101 100 000 000 000 000'.replaceAll(' ', ''), Number);
const logits = Float32Array.of(
  ...[-1.73, 0.56, 1.93, 2.99, -2.64, 1.52, 1.27, 0.42, -0.35, -1.22, 1.44, 3.69],
  ...[1.95, 2.72, -0.21, -1.06, -0.76, 0.23, -1.18, -0.16, 1.39, 1.79, -2.53, -1.74],
  ...[-1.4, -2.5, 1.86, -1.49, -0.26, -1.14, 1.63, 1.23, 0.2, -4.06, -0.67, 0.28],
);
const labels = ['a', 'b', 'c'];
const thresholds = [0.5, 0.35, 0.6];

test('metrics as scikit-learn computes them', () => {
  const metrics = measureMultiLabel(truth, logits, labels, thresholds);
  const { accuracy, macroPrecision, macroRecall, macroF1, loss, classes } = metrics;
  expect(accuracy).toBeCloseTo(0.25, 9);
  expect(macroPrecision).toBeCloseTo(0.42857142857142855, 9);
  expect(macroRecall).toBeCloseTo(0.8333333333333334, 9);
  expect(macroF1).toBeCloseTo(0.5462962962962963, 9);
  expect(loss).toBeCloseTo(0.6721429737234333, 6);
  expect(classes.map(({ f1 }) => f1.toFixed(6))).toEqual(['0.444444', '0.444444', '0.750000']);
  expect(classes.map(({ support }) => support)).toEqual([4, 2, 3]);
  expect(metrics.microPrecision).toBeCloseTo(0.4117647058823529, 9);
  expect(metrics.microRecall).toBeCloseTo(0.7777777777777778, 9);
  expect(metrics.microF1).toBeCloseTo(0.5384615384615384, 9);
  expect(metrics.hammingLoss).toBeCloseTo(1 / 3, 9);
  expect(metrics.counts[1]).toEqual({ trueNegative: 5, falsePositive: 5, falseNegative: 0, truePositive: 2 });
});

test('a very sure mistake costs its logit, not the largest number', () => {
  const { loss } = measureMultiLabel(Uint8Array.of(0), Float32Array.of(50), ['a'], [0.5]);
  expect(loss).toBeCloseTo(50, 6);
});

test('the threshold of a label is where its F1 is highest, between two probabilities', () => {
  const probabilities = Float32Array.of(0.9, 0.8, 0.7, 0.45, 0.4, 0.35, 0.2, 0.1);
  const [best = NaN] = bestThresholds(Uint8Array.of(1, 1, 1, 1, 0, 1, 0, 0), probabilities, 1);
  expect(best).toBeCloseTo((0.35 + 0.2) / 2, 6);
});

test('too few rows with a label leave its threshold at one half', () => {
  const probabilities = Float32Array.of(0.3, 0.2, 0.1);
  expect(bestThresholds(Uint8Array.of(1, 1, 0), probabilities, 1)).toEqual([0.5]);
});

test('thresholds on all rows are never worse than one half', () => {
  const probabilities = sigmoids(logits);
  const tripled = Uint8Array.from([...truth, ...truth, ...truth]);
  const threefold = Float32Array.from([...logits, ...logits, ...logits]);
  const chosen = bestThresholds(tripled, sigmoids(threefold), 3);
  const f1 = (own: number[]) => measureMultiLabel(truth, logits, labels, own).macroF1;
  expect(f1(chosen)).toBeGreaterThanOrEqual(f1([0.5, 0.5, 0.5]));
  expect(probabilities).toHaveLength(36);
});

test('predictions name all labels, and none', () => {
  const stored: PredictedRows = {
    rowNumbers: Uint32Array.of(2, 3),
    texts: ['r', 's'],
    task: 'multiLabel',
    targets: Uint8Array.of(0, 1, 1, 0, 0, 0),
    logits: Float32Array.of(-1, 2, 3, -1, -0.4, -2),
  };
  const [first, second] = predictionsOf(stored, { labels, task: 'multiLabel' });
  expect(first).toMatchObject({ trueLabel: 'b; c', predictedLabel: 'b; c' });
  expect(second).toMatchObject({ trueLabels: [], predictedLabels: [] });
  const [, lower] = predictionsOf(stored, { labels, task: 'multiLabel', thresholds });
  expect(lower?.predictedLabels).toEqual(['b']);
});
