// Memory of the reference device: ordinary array buffers.

import type { View } from '../device';

/** One allocation. */
export class HostAllocation {
  readonly bytes: ArrayBuffer;
  constructor(elements: number) {
    this.bytes = new ArrayBuffer(elements * 4);
  }
}

function bytesOf(view: View): ArrayBuffer {
  if (view.allocation instanceof HostAllocation) return view.allocation.bytes;
  throw new TypeError('This view belongs to another device.');
}

/** A view as single-precision numbers, in place. */
export function floats(view: View): Float32Array<ArrayBuffer> {
  return new Float32Array(bytesOf(view), view.offset * 4, view.length);
}

/** A view as whole numbers, in place. */
export function words(view: View): Uint32Array<ArrayBuffer> {
  return new Uint32Array(bytesOf(view), view.offset * 4, view.length);
}

/** An element; NaN beyond the end, so that a wrong index shows in every result. */
export function at(values: Float32Array | Uint32Array, index: number): number {
  return values[index] ?? NaN;
}
