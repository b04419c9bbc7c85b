import { expect, test } from 'vitest';
import { singleLabel, softmaxRows } from '../../../src/tasks/singleLabel';

// scikit-learn 1.7: precision_recall_fscore_support(y, p, zero_division=0), log_loss.
const trueIds = Uint16Array.of(0, 0, 0, 1, 1, 2);
const probabilities = Float32Array.from(
  [
    [0.7, 0.2, 0.1],
    [0.6, 0.3, 0.1],
    [0.2, 0.7, 0.1],
    [0.1, 0.8, 0.1],
    [0.5, 0.4, 0.1],
    [0.4, 0.35, 0.25],
  ].flat(),
);
const labels = ['a', 'b', 'c'];

test('metrics as scikit-learn computes them', () => {
  const metrics = singleLabel.metrics(trueIds, probabilities.map(Math.log), { labels });
  expect(metrics.accuracy).toBeCloseTo(0.5, 6);
  expect('confusionMatrix' in metrics && metrics.confusionMatrix).toEqual([
    [2, 1, 0],
    [1, 1, 0],
    [1, 0, 0],
  ]);
  expect(metrics.macroPrecision).toBeCloseTo((0.5 + 0.5 + 0) / 3, 6);
  expect(metrics.macroRecall).toBeCloseTo((2 / 3 + 0.5 + 0) / 3, 6);
  expect(metrics.macroF1).toBeCloseTo((4 / 7 + 0.5 + 0) / 3, 6);
  expect(metrics.classes.map(({ support }) => support)).toEqual([3, 2, 1]);
  expect(metrics.loss).toBeCloseTo(-[0.7, 0.6, 0.2, 0.8, 0.4, 0.25].reduce((sum, p) => sum + Math.log(p), 0) / 6, 6);
});

test('softmax stands large logits', () => {
  expect(Array.from(softmaxRows(Float32Array.of(1000, 1000, -1000), 3))).toEqual([0.5, 0.5, 0]);
});
