import { elementAt } from '../domain/element';
import type { Targets } from '../domain/task';

/** The targets of some rows, in their order. @param width numbers that a row takes */
export function takeRows(targets: Targets, rows: ArrayLike<number>, width: number): Targets {
  const taken =
    targets instanceof Uint8Array ? new Uint8Array(rows.length * width) : new Uint16Array(rows.length * width);
  for (let at = 0; at < rows.length; at++) {
    const start = elementAt(rows, at) * width;
    taken.set(targets.subarray(start, start + width), at * width);
  }
  return taken;
}
