// Weights in 8 bits: symmetric, −127 to 127, with a scale for each column or row.

import type { EncoderTensor } from '../../encoder/tensors';

/** A tensor whose values are made when they are asked for. */
export type LazyTensor = Pick<EncoderTensor, 'shape' | 'values'>;

/** A matrix in 8 bits; each is made anew when it is asked for. */
export interface Quantized {
  values: () => Int8Array<ArrayBuffer>;
  /** What a value of 1 stands for, one for each column or row. */
  scales: () => Float32Array<ArrayBuffer>;
}

/** A matrix `[rows, columns]` with a scale for each column. */
export function quantizedColumns({ shape, values }: LazyTensor): Quantized {
  const [rows = 0, columns = 0] = shape;
  return quantized(values, { count: columns, length: rows, apart: 1, step: columns });
}

/** A table `[rows, columns]` with a scale for each row. */
export function quantizedRows({ shape, values }: LazyTensor): Quantized {
  const [rows = 0, columns = 0] = shape;
  return quantized(values, { count: rows, length: columns, apart: columns, step: 1 });
}

/** How the values that share a scale lie: `count` lines, `apart` from each other, of `length` values, a `step` each. */
interface Lines {
  count: number;
  length: number;
  apart: number;
  step: number;
}

function quantized(values: LazyTensor['values'], lines: Lines): Quantized {
  return {
    values: () => {
      const own = values();
      const scales = scalesOf(own, lines);
      const result = new Int8Array(own.length);
      eachValue(lines, (line, at) => {
        result[at] = Math.round((own[at] ?? NaN) / (scales[line] ?? NaN));
      });
      return result;
    },
    scales: () => scalesOf(values(), lines),
  };
}

function scalesOf(values: Float32Array, lines: Lines): Float32Array<ArrayBuffer> {
  const scales = new Float32Array(lines.count);
  eachValue(lines, (line, at) => {
    const size = Math.abs(values[at] ?? NaN);
    if (size > (scales[line] ?? NaN)) scales[line] = size;
  });
  // For nothing but zeros any scale will do.
  return scales.map((largest) => largest / 127 || 1);
}

function eachValue({ count, length, apart, step }: Lines, visit: (line: number, at: number) => void): void {
  for (let line = 0; line < count; line++) {
    for (let index = 0, at = line * apart; index < length; index++, at += step) visit(line, at);
  }
}
