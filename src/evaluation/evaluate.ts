// Logits beside the truth, whatever kind of labels there are.

import type { TaskType } from '../domain/dataset';
import type { Metrics } from '../domain/metrics';
import { measure } from './metrics';
import { measureMultiLabel, sigmoids } from './multiLabel';
import { softmaxRows } from './softmax';

/** What some rows really are. */
export interface Truth {
  /** Class ids, `[rows]`. */
  trueIds: ArrayLike<number>;
  /** Where a text may have several labels: 1 for each it has, `[rows * classes]`. */
  trueSets?: Uint8Array;
}

/**
 * All metrics of logits `[rows * classes]`.
 *
 * @param thresholds by label, where a text may have several; one half when absent
 */
export function evaluate(
  { trueIds, trueSets }: Truth,
  logits: Float32Array,
  labels: string[],
  thresholds: number[] = labels.map(() => 0.5),
): Metrics {
  if (trueSets) return measureMultiLabel(trueSets, logits, labels, thresholds);
  return measure(trueIds, softmaxRows(logits, labels.length), labels);
}

/** The probability of each class, `[rows * classes]`: of one among all, or of each on its own. */
export function probabilitiesOf(
  logits: Float32Array,
  classCount: number,
  task: TaskType,
): Float32Array<ArrayBuffer> {
  return task === 'multiLabel' ? sigmoids(logits) : softmaxRows(logits, classCount);
}
