// The one helper for matrix products in layers. TensorFlow.js 4.22 gets several nearby forms wrong or slow:
// WebGPU's matMul with transposeB can return garbage, WASM's fused matMul with a bias is wrong for batches,
// and WASM's transposed products are ten times slower. So: weights lie as [in, out], everything is 2-D,
// nothing is transposed in the product, and the bias is added apart.

import * as tf from './tf';

/** A linear layer's parameters. */
export interface Linear {
  /** `[in, out]` */
  weight: tf.Tensor2D;
  /** `[out]` */
  bias: tf.Tensor1D;
}

/** x · weight + bias; `x` is `[rows, in]`, the result `[rows, out]`. */
export function linear(x: tf.Tensor2D, { weight, bias }: Linear): tf.Tensor2D {
  return tf.add(tf.matMul(x, weight), bias);
}

/** The transpose of a row-major `[rows, columns]` matrix, on the host. */
export function transposed(
  values: Float32Array,
  rows: number,
  columns: number,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return result;
}
