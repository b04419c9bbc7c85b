import { linear } from '../tensor/linear';
import * as tf from '../tensor/tf';
import type { AttentionWeights } from './weights';

/** Added to the scores of padding: its weight after the softmax is exactly 0 in single precision. */
const masked = -1e9;

/** What each text may attend to: 0 at its tokens, −1e9 at padding, `[batch, 1, 1, tokens]`. */
export function attentionMask(lengths: Int32Array, tokens: number): tf.Tensor4D {
  const mask = new Float32Array(lengths.length * tokens);
  lengths.forEach((length, row) => mask.fill(masked, row * tokens + length, (row + 1) * tokens));
  return tf.tensor4d(mask, [lengths.length, 1, 1, tokens]);
}

/**
 * Multi-head self-attention (Vaswani et al. 2017, arXiv 1706.03762, equation 1), output projection included.
 * `x` and the result are `[batch * tokens, hidden]`.
 */
export function attend(
  x: tf.Tensor2D,
  weights: AttentionWeights,
  mask: tf.Tensor4D,
  headCount: number,
): tf.Tensor2D {
  const [batch, , , tokens] = mask.shape;
  const hidden = x.shape[1];
  const headSize = hidden / headCount;
  const heads = (projected: tf.Tensor2D, order: number[]): tf.Tensor4D =>
    tf.transpose(tf.reshape(projected, [batch, tokens, headCount, headSize]), order);

  const query = heads(linear(x, weights.query), [0, 2, 1, 3]); // [batch, heads, tokens, headSize]
  const key = heads(linear(x, weights.key), [0, 2, 3, 1]); // [batch, heads, headSize, tokens]
  const value = heads(linear(x, weights.value), [0, 2, 1, 3]);

  const scores = tf.mul(tf.matMul(query, key), 1 / Math.sqrt(headSize)); // [batch, heads, tokens, tokens]
  const weighted = tf.matMul(tf.softmax(tf.add(scores, mask)), value);
  const joined: tf.Tensor2D = tf.reshape(tf.transpose(weighted, [0, 2, 1, 3]), [
    batch * tokens,
    hidden,
  ]);
  return linear(joined, weights.output);
}
