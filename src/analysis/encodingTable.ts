// Encodings of many texts in the engine's memory, as rows of length 1: the product of two is their cosine.

import type * as tf from '@tensorflow/tfjs';
import { viewAlignment, type Device, type View } from '../tensor/device';
import { startTensorFlow, tensorOfRows } from './tensorflow';

/** How many rows are added at a time: all but the last piece are whole multiples of it. */
export const rowsPerPiece = viewAlignment;

export class EncodingTable {
  /** How many rows are in it. */
  length = 0;
  private readonly view: View;

  /** @throws Failure `OutOfMemory` */
  constructor(
    readonly device: Device,
    readonly width: number,
    readonly capacity: number,
  ) {
    this.view = device.allocate(width * capacity);
  }

  /** Adds rows, `[rows, width]`, scaled to length 1; one of zeros stays so. */
  add(rows: Float32Array): void {
    const { device, view, width } = this;
    const start = this.length * width;
    if (start % viewAlignment !== 0) {
      throw new RangeError(`Only the last rows may be other than a multiple of ${rowsPerPiece}.`);
    }
    if (start + rows.length > view.length) throw new RangeError('The table is full.');
    const { allocation } = view;
    device.write({ allocation, offset: start, length: rows.length }, unitRows(rows, width));
    this.length += rows.length / width;
  }

  /** Does something with the rows as a tensor, `[length, width]`, without a copy of them. */
  async use<Result>(work: (rows: tf.Tensor2D) => Promise<Result>): Promise<Result> {
    await startTensorFlow(this.device);
    const tensor = tensorOfRows(this.device, this.view, this.length, this.width);
    try {
      return await work(tensor);
    } finally {
      tensor.dispose();
    }
  }

  dispose(): void {
    this.device.free(this.view);
  }
}

/** Rows scaled to length 1, `[rows, width]`; those of zeros stay so. */
export function unitRows(rows: Float32Array, width: number): Float32Array<ArrayBuffer> {
  const unit = new Float32Array(rows);
  for (let start = 0; start < unit.length; start += width) {
    const row = unit.subarray(start, start + width);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) row.forEach((value, i) => (row[i] = value / length));
  }
  return unit;
}
