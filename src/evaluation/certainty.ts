// How sure a model is of a whole answer, and what is left to it when it may say that it is not. Pure.

import type { TaskType } from '../domain/dataset';
import type { Certainties } from '../domain/evaluation';

/**
 * How sure the model is of each row's answer, `[rows]`: the probability of the most probable class. Where a text may have
 * several labels, as sure as of the label it is least sure of, either way.
 *
 * @param probabilities `[rows * classes]`
 */
export function certaintyOf(
  probabilities: Float32Array,
  classCount: number,
  task: TaskType,
): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: probabilities.length / classCount }, (_, row) => {
    const own = probabilities.subarray(row * classCount, (row + 1) * classCount);
    if (task === 'singleLabel') return own.reduce((most, one) => Math.max(most, one), 0);
    return own.reduce((least, one) => Math.min(least, Math.max(one, 1 - one)), 1);
  });
}

/**
 * Rows by how sure the model is, the surest first, and how many of those so far are right.
 *
 * @param right 1 where a row's answer is right
 */
export function certainties(certainty: Float32Array, right: ArrayLike<number>): Certainties {
  const order = Uint32Array.from(certainty.keys()).sort(
    (a, b) => (certainty[b] ?? 0) - (certainty[a] ?? 0),
  );
  let hits = 0;
  return {
    certainty: Float32Array.from(order, (row) => certainty[row] ?? 0),
    right: Uint32Array.from(order, (row) => (hits += right[row] ?? 0)),
  };
}
