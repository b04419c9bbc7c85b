import { gelu } from '../tensor/gelu';
import { layerNorm } from '../tensor/layerNorm';
import { linear } from '../tensor/linear';
import * as tf from '../tensor/tf';
import { attend } from './attention';
import type { EncoderConfig } from './config';
import type { LayerWeights } from './weights';

/**
 * One encoder layer: attention, then feed-forward, each with a residual and a layer normalisation after it
 * (Devlin et al. 2018, arXiv 1810.04805). `x` and the result are `[batch * tokens, hidden]`.
 */
export function encoderLayer(
  x: tf.Tensor2D,
  weights: LayerWeights,
  mask: tf.Tensor4D,
  { headCount, layerNormEpsilon }: EncoderConfig,
): tf.Tensor2D {
  const attended = layerNorm(
    tf.add(x, attend(x, weights.attention, mask, headCount)),
    weights.attentionNorm,
    layerNormEpsilon,
  );
  const expanded = gelu(linear(attended, weights.intermediate)); // [batch * tokens, intermediate]
  return layerNorm(
    tf.add(attended, linear(expanded, weights.output)),
    weights.outputNorm,
    layerNormEpsilon,
  );
}
