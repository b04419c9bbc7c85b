// One temperature that makes probabilities mean what they say (Guo et al. 2017, arXiv 1706.04599): logits are divided by
// it, which changes no answer. Pure.

import type { Truth } from '../domain/task';
import { taskOf } from '../tasks/taskOf';

/** No temperature leaves these bounds: beyond them the rows are too few or too easy to say. */
export const temperatureBounds = { low: 0.25, high: 10 };

/**
 * The temperature with the lowest mean cross-entropy on rows that were not trained on; where a text may have several labels,
 * the binary cross-entropy. The truth counts as n + 1 in n + 2 (Platt 1999): otherwise rows that are all right would ask for
 * certainty.
 *
 * @param logits `[rows * classes]`
 */
export function bestTemperature(truth: Truth, logits: Float32Array, classCount: number): number {
  const rows = logits.length / classCount;
  if (rows === 0) return 1;
  const { task, targets } = truth;
  const slope = taskOf(task).lossSlope(targets, logits, classCount, 1 / (rows + 2));
  // The loss is convex in 1 / T: its slope has one root at most.
  let [from, to] = [1 / temperatureBounds.high, 1 / temperatureBounds.low];
  if (slope(from) >= 0) return 1 / from;
  if (slope(to) <= 0) return 1 / to;
  for (let step = 0; step < 30; step++) {
    const middle = (from + to) / 2;
    if (slope(middle) < 0) from = middle;
    else to = middle;
  }
  return 2 / (from + to);
}

/** Logits divided by a temperature. */
export function tempered(logits: Float32Array, temperature: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(logits, (logit) => logit / temperature);
}
