// Two sets of logits for the same texts, side by side.

import type { TaskType } from '../domain/dataset';
import { probabilitiesOf } from './evaluate';
import { mostProbable } from './metrics';
import { chosenLabels } from './multiLabel';

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
 * @param thresholds by label, where a text may have several; one half when absent
 * @throws RangeError when there are not as many of both
 */
export function compareAnswers(order: {
  wanted: Float32Array;
  given: Float32Array;
  classes: number;
  task: TaskType;
  thresholds?: number[] | undefined;
}): Answers {
  const { wanted, given, classes, task, thresholds } = order;
  if (wanted.length !== given.length) {
    throw new RangeError(`${given.length} logits instead of ${wanted.length}.`);
  }
  const [wantedShares, givenShares] = [wanted, given].map((logits) =>
    probabilitiesOf(logits, classes, task),
  ) as [Float32Array, Float32Array];
  const labelsOf = (shares: Float32Array) =>
    task === 'multiLabel'
      ? chosenLabels(shares, thresholds ?? Array.from({ length: classes }, () => 0.5))
      : mostProbable(shares, classes);
  const [wantedLabels, givenLabels] = [labelsOf(wantedShares), labelsOf(givenShares)];
  const perText = task === 'multiLabel' ? classes : 1;
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
  return wanted.reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - (given[index] ?? NaN))),
    0,
  );
}
