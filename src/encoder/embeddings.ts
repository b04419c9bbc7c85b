import { layerNorm } from '../tensor/layerNorm';
import * as tf from '../tensor/tf';
import type { EncoderBatch } from './batch';
import type { EncoderConfig } from './config';
import type { EmbeddingWeights } from './weights';

/** The sum of word, position and token type embeddings, normalised: `[batch * tokens, hidden]`. */
export function embed(
  weights: EmbeddingWeights,
  batch: EncoderBatch,
  config: EncoderConfig,
): tf.Tensor2D {
  const { hiddenSize, firstPosition, layerNormEpsilon } = config;
  const rows = batch.lengths.length;
  const words = tf.gather(weights.words, tf.tensor1d(batch.ids, 'int32'));
  const positions = tf.slice(weights.positions, [firstPosition, 0], [batch.tokens, hiddenSize]);
  const sum = tf.add(tf.reshape(words, [rows, batch.tokens, hiddenSize]), positions);
  return layerNorm(
    tf.reshape(sum, [rows * batch.tokens, hiddenSize]),
    weights.norm,
    layerNormEpsilon,
  );
}
