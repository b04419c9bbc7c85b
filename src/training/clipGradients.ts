import * as tf from '../tensor/tf';

/**
 * Scales gradients so that their global L2 norm is at most `maxNorm` (Pascanu et al. 2012, arXiv 1211.5063), as
 * `torch.nn.utils.clip_grad_norm_`. On the device: nothing is read back.
 */
export function clipByGlobalNorm(gradients: tf.Tensor[], maxNorm: number): tf.Tensor[] {
  return tf.tidy(() => {
    const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares));
    const scale = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1);
    return gradients.map((gradient) => tf.mul(gradient, scale));
  });
}
