import * as tf from './tf';

const inverseSqrtTwo = Math.SQRT1_2;

/** x · Φ(x), with the error function and not its tanh approximation (Hendrycks & Gimpel 2016, arXiv 1606.08415). */
export function gelu<T extends tf.Tensor>(x: T): T {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, inverseSqrtTwo)), 1));
}
