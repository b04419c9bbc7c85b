// Two sets of logits for the same texts, side by side.

import { elementAt } from '../domain/element';
import type { ClassifierLabels } from '../domain/task';
import { taskOf } from '../tasks/taskOf';

/** How far two models' answers are apart. */
export interface Answers {
  texts: number;
  /** The largest difference of a logit; not a number where one of them is none. */
  largest: number;
  largestProbability: number;
  /** The largest logit that was wanted, by its size. */
  scale: number;
  /** Texts with the same label, or the same set of labels. */
  sameLabels: number;
}

/**
 * Compares logits `[texts * classes]`.
 *
 * @throws RangeError when there are not as many of both
 */
export function compareAnswers(wanted: Float32Array, given: Float32Array, model: ClassifierLabels): Answers {
  if (wanted.length !== given.length) {
    throw new RangeError(`${given.length} logits instead of ${wanted.length}.`);
  }
  const task = taskOf(model.task);
  const classes = model.labels.length;
  const wantedShares = task.probabilities(wanted, classes);
  const givenShares = task.probabilities(given, classes);
  const wantedLabels = task.decide(wantedShares, model);
  const givenLabels = task.decide(givenShares, model);
  const perText = task.width(classes);
  const texts = wanted.length / classes;
  let sameLabels = 0;
  for (let text = 0; text < texts; text++) {
    const own = wantedLabels.subarray(text * perText, (text + 1) * perText);
    if (own.every((label, at) => label === givenLabels[text * perText + at])) sameLabels++;
  }
  return {
    texts,
    sameLabels,
    largest: largestGap(wanted, given),
    largestProbability: largestGap(wantedShares, givenShares),
    scale: wanted.reduce((largest, logit) => Math.max(largest, Math.abs(logit)), 0),
  };
}

function largestGap(wanted: Float32Array, given: Float32Array): number {
  // Math.max keeps what is not a number, so that it is never near enough.
  return wanted.reduce((largest, value, index) => Math.max(largest, Math.abs(value - elementAt(given, index))), 0);
}
