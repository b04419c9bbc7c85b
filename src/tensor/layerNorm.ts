import * as tf from './tf';

/** The scale and shift of a layer normalisation, each `[hidden]`. */
export interface LayerNorm {
  weight: tf.Tensor1D;
  bias: tf.Tensor1D;
}

/**
 * Layer normalisation over the last axis of `[rows, hidden]` (Ba et al. 2016, arXiv 1607.06450, equation 4;
 * the variance is the biased one, as in PyTorch).
 */
export function layerNorm(
  x: tf.Tensor2D,
  { weight, bias }: LayerNorm,
  epsilon: number,
): tf.Tensor2D {
  return tf.add(tf.mul(standardised(x, epsilon), weight), bias);
}

/** (x − mean) / √(variance + epsilon) over the last axis of `[rows, hidden]`. */
export function standardised(x: tf.Tensor2D, epsilon: number): tf.Tensor2D {
  const centred = tf.sub(x, tf.mean(x, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true); // [rows, 1]
  return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
}
