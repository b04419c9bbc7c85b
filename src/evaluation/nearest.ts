// The nearest of many vectors by cosine.

import { halfToSingle, singleToHalf } from '../tensor/halfPrecision';

export interface Neighbour {
  /** Index of the vector. */
  row: number;
  /** −1 to 1. */
  similarity: number;
}

/**
 * Vectors of length 1 in half precision: 100,000 of 384 numbers are 77 MB, and a cosine keeps three digits and more.
 * They are added in order.
 */
export class VectorTable {
  private readonly halves: Uint16Array<ArrayBuffer>;
  /** How many vectors are in it. */
  length = 0;

  constructor(
    readonly width: number,
    readonly capacity: number,
  ) {
    this.halves = new Uint16Array(width * capacity);
  }

  add(vector: Float32Array): void {
    this.halves.set(singleToHalf(normalised(vector)), this.length * this.width);
    this.length++;
  }

  /** The nearest vectors, the nearest first; of equals the one added first. */
  nearest(vector: Float32Array, count: number, skip: (row: number) => boolean): Neighbour[] {
    const wanted = normalised(vector);
    let best: Neighbour[] = [];
    for (let row = 0; row < this.length; row++) {
      const own = halfToSingle(this.halves.subarray(row * this.width, (row + 1) * this.width));
      const similarity = dot(wanted, own);
      const last = best.at(-1)?.similarity ?? -Infinity;
      if ((best.length === count && similarity <= last) || skip(row)) continue;
      best = [...best, { row, similarity }]
        .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
        .slice(0, count);
    }
    return best;
  }
}

function normalised(vector: Float32Array): Float32Array<ArrayBuffer> {
  const length = Math.sqrt(dot(vector, vector));
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length));
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
