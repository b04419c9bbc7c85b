// What is left to a model when it may say that it is not sure. Pure.

import { elementAt } from '../domain/element';
import type { Certainties } from '../domain/evaluation';

/**
 * Rows by how sure the model is, the surest first, and how many of those so far are right.
 *
 * @param right 1 where a row's answer is right
 */
export function certainties(certainty: Float32Array, right: ArrayLike<number>): Certainties {
  const order = Uint32Array.from(certainty.keys()).sort((a, b) => elementAt(certainty, b) - elementAt(certainty, a));
  let hits = 0;
  return {
    certainty: Float32Array.from(order, (row) => elementAt(certainty, row)),
    right: Uint32Array.from(order, (row) => (hits += elementAt(right, row))),
  };
}
