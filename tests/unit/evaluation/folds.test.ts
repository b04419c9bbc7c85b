import { expect, test } from 'vitest';
import type { Truth } from '../../../src/domain/task';
import { compareFolds } from '../../../src/evaluation/folds';

const truthOf = (ids: number[]): Truth => ({
  task: 'singleLabel',
  targets: Uint16Array.from(ids),
});

// scikit-learn 1.9.1 and NumPy:
//   accuracy_score and f1_score(average="macro", zero_division=0) of each fold; np.mean and np.std(ddof=1) of them.
test('folds are compared as scikit-learn would', () => {
  const folds = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2);
  const trueIds = [0, 1, 2, 1, 0, 0, 1, 1, 2, 2, 0];
  const predicted = [0, 1, 1, 1, 0, 1, 1, 1, 2, 0, 1];
  const logits = Float32Array.from(predicted.flatMap((id) => [0, 1, 2].map((own) => +(own === id))));
  const { folds: each, accuracy, macroF1 } = compareFolds(truthOf(trueIds), logits, folds, { labels: ['a', 'b', 'c'] });
  expect(each.map(({ rows }) => rows)).toEqual([4, 4, 3]);
  const f1 = [0.6, 0.7333333333333334, 0.2222222222222222];
  each.forEach((fold, index) => expect(fold.macroF1).toBeCloseTo(f1[index] ?? NaN, 12));
  expect(accuracy.mean).toBeCloseTo(0.6111111111111112, 12);
  expect(accuracy.deviation).toBeCloseTo(0.24056261216234406, 12);
  expect(macroF1.mean).toBeCloseTo(0.5185185185185185, 12);
  expect(macroF1.deviation).toBeCloseTo(0.265118965454419, 12);
});

test('hundreds of thousands of rows are no argument list', () => {
  const rows = 300_000;
  const folds = Uint8Array.from({ length: rows }, (_, row) => row % 5);
  const trueIds = Array.from(folds, (fold) => fold % 2);
  const logits = Float32Array.from({ length: rows * 2 }, (_, i) => i % 2);
  const { folds: each } = compareFolds(truthOf(trueIds), logits, folds, { labels: ['a', 'b'] });
  expect(each.map((fold) => fold.rows)).toEqual(Array(5).fill(rows / 5));
});
