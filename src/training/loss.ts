import * as tf from '../tensor/tf';

/**
 * Mean cross-entropy of `logits` `[batch, classes]` against one-hot `targets` of the same shape. A scalar.
 * Its gradient, (softmax − targets) / batch, is written out: the composed one costs a dozen operations.
 */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  const rows = logits.shape[0];
  const compute = tf.customGrad<tf.Scalar>((...inputs) => {
    const [x, save] = inputs;
    if (!(x instanceof tf.Tensor) || typeof save !== 'function') {
      throw new TypeError('Cross-entropy takes one tensor of logits.');
    }
    const shifted = tf.sub(x, tf.max(x, -1, true));
    const exponentials = tf.exp(shifted);
    const sums = tf.sum(exponentials, -1, true); // [batch, 1]
    const losses = tf.sub(tf.log(sums), tf.sum(tf.mul(shifted, targets), -1, true));
    save([tf.div(tf.sub(tf.div(exponentials, sums), targets), rows)]);
    return {
      value: tf.mean(losses),
      gradFunc: (upstream: tf.Scalar, [gradient]: tf.Tensor[]) => tf.mul(gradient ?? 0, upstream),
    };
  });
  return compute(logits);
}
