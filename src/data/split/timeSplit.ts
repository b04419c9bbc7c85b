// The past trains, the future tests.

import { splitNames } from '../../domain/splitNames';
import { elementAt } from '../../domain/element';
import { singleRows } from './rowGroups';

/**
 * The split of each example: the newest test, those before them watch the training, the oldest train, and with them those
 * without a time. Examples of one moment stay in one split, the cut being at the nearer end of theirs.
 *
 * @param times of each example; NaN where it is not known
 * @param shares of all examples
 */
export function splitByTime(
  times: Float64Array,
  shares: { validation: number; test: number },
): Uint8Array<ArrayBuffer> {
  const splits = new Uint8Array(times.length).fill(splitNames.indexOf('train'));
  const order = singleRows(times.length)
    .filter((example) => !Number.isNaN(times[example]))
    .sort((a, b) => elementAt(times, a) - elementAt(times, b) || a - b);
  const sorted = Float64Array.from(order, (example) => elementAt(times, example));
  const test = Math.round(times.length * shares.test);
  const validation = Math.round(times.length * shares.validation);
  const testStart = cutNear(sorted, order.length - test, order.length);
  const validationStart = cutNear(sorted, testStart - validation, testStart);
  for (const example of order.subarray(testStart)) splits[example] = splitNames.indexOf('test');
  for (const example of order.subarray(validationStart, testStart)) {
    splits[example] = splitNames.indexOf('validation');
  }
  return splits;
}

/** The place nearest to the wanted one where a moment begins, from 0 to `end`. */
function cutNear(sorted: Float64Array, wanted: number, end: number): number {
  const at = Math.max(0, wanted);
  if (at >= end) return end;
  let before = at;
  while (before > 0 && sorted[before - 1] === sorted[at]) before--;
  let after = at;
  while (after < end && sorted[after] === sorted[at]) after++;
  // Rather a larger part than none, and rather none than nothing to train on.
  if (before === 0) return after;
  if (after === end) return before;
  return at - before <= after - at ? before : after;
}
