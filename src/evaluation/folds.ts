// What cross-validation says: how good, and how much that depends on which rows were held out.

import type { CrossValidation, Spread } from '../domain/metrics';
import type { Truth } from '../domain/task';
import { takeRows } from '../tasks/targets';
import type { DecisionRule } from '../tasks/task';
import { taskOf } from '../tasks/taskOf';

/**
 * Accuracy and macro F1 of each fold, their means and standard deviations. As in scikit-learn's `f1_score`, a fold's macro
 * F1 is the mean over the classes that its rows have or were given.
 *
 * @param folds the fold in which each row was tested
 */
export function compareFolds(
  { task: type, targets }: Truth,
  logits: Float32Array,
  folds: Uint8Array,
  decision: DecisionRule,
): CrossValidation {
  const task = taskOf(type);
  const classes = decision.labels.length;
  const count = folds.reduce((last, fold) => Math.max(last, fold), 0) + 1;
  const each = Array.from({ length: count }, (_, fold) => {
    const rows = Array.from(folds.keys()).filter((row) => folds[row] === fold);
    const own = takeRows(targets, rows, task.width(classes));
    const ownLogits = Float32Array.from(
      rows.flatMap((row) => Array.from(logits.subarray(row * classes, (row + 1) * classes))),
    );
    const metrics = task.metrics(own, ownLogits, decision);
    return {
      rows: rows.length,
      accuracy: metrics.accuracy,
      macroF1: task.macroF1OfPart(metrics),
    };
  });
  return {
    folds: each,
    accuracy: spread(each.map(({ accuracy }) => accuracy)),
    macroF1: spread(each.map(({ macroF1 }) => macroF1)),
  };
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
