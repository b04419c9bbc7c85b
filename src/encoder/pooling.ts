// Mean pooling in a form that Hugging Face's own classifiers can load.
//
// Their classifiers read the first token; sentence encoders were trained with the mean over tokens, and
// with a frozen encoder the first token alone loses 5 to 10 points. LayerNorm(h_first + 100 · mean(h)) is as
// good as the mean, and is exactly one more standard encoder layer (`poolingLayerTensors`): query and key
// zero, so attention is uniform; value the identity; output 100 · identity; feed-forward zero. The app
// computes the pooling; only the export writes the layer.

import { standardised } from '../tensor/layerNorm';
import { fromFloat32, type StoredTensor } from '../tensor/safetensors';
import * as tf from '../tensor/tf';
import type { EncoderBatch } from './batch';
import type { EncoderConfig } from './config';
import { layerNames } from './tensorNames';

/** How much the mean counts beside the first token. */
const meanScale = 100;

/** The mean over real tokens of a hidden state `[batch * tokens, hidden]`: `[batch, hidden]`. */
export function meanOverTokens(hidden: tf.Tensor2D, batch: EncoderBatch): tf.Tensor2D {
  const rows = batch.lengths.length;
  const share = new Float32Array(rows * batch.tokens);
  batch.lengths.forEach((length, row) => {
    share.fill(1 / length, row * batch.tokens, row * batch.tokens + length);
  });
  const perToken = tf.reshape(hidden, [rows, batch.tokens, hidden.shape[1]]);
  const shares = tf.tensor3d(share, [rows, batch.tokens, 1]);
  return tf.sum(tf.mul(perToken, shares), 1);
}

/** The first token's state after the pooling layer, `[batch, hidden]`: what the classification head reads. */
export function pool(
  hidden: tf.Tensor2D,
  batch: EncoderBatch,
  { layerNormEpsilon }: EncoderConfig,
): tf.Tensor2D {
  return tf.tidy(() => {
    const rows = batch.lengths.length;
    const perToken = tf.reshape(hidden, [rows, batch.tokens, hidden.shape[1]]);
    const first = tf.reshape(tf.slice(perToken, [0, 0, 0], [rows, 1, -1]), [rows, hidden.shape[1]]);
    const sum: tf.Tensor2D = tf.add(first, tf.mul(meanOverTokens(hidden, batch), meanScale));
    // The layer normalises twice, after attention and after its empty feed-forward.
    return standardised(standardised(sum, layerNormEpsilon), layerNormEpsilon);
  });
}

/**
 * The pooling layer's tensors, named as layer `layerCount` of the architecture (without its prefix), to be
 * stored behind the encoder's own layers.
 */
export function poolingLayerTensors(config: EncoderConfig): Map<string, StoredTensor> {
  const { hiddenSize, intermediateSize, layerCount, architecture } = config;
  const { path, modules } = layerNames[architecture];
  const tensors = new Map<string, StoredTensor>();
  const put = (
    module: string,
    kind: 'weight' | 'bias',
    values: Float32Array<ArrayBuffer>,
    shape: number[],
  ) => tensors.set(`${path}.${layerCount}.${module}.${kind}`, fromFloat32(values, shape));
  const linear = (module: string, outputs: number, inputs: number, diagonal: number) => {
    const weight = new Float32Array(outputs * inputs);
    if (diagonal) for (let i = 0; i < inputs; i++) weight[i * inputs + i] = diagonal;
    put(module, 'weight', weight, [outputs, inputs]);
    put(module, 'bias', new Float32Array(outputs), [outputs]);
  };
  const norm = (module: string) => {
    put(module, 'weight', new Float32Array(hiddenSize).fill(1), [hiddenSize]);
    put(module, 'bias', new Float32Array(hiddenSize), [hiddenSize]);
  };
  linear(modules.query, hiddenSize, hiddenSize, 0);
  linear(modules.key, hiddenSize, hiddenSize, 0);
  linear(modules.value, hiddenSize, hiddenSize, 1);
  linear(modules.attentionOutput, hiddenSize, hiddenSize, meanScale);
  norm(modules.attentionNorm);
  linear(modules.intermediate, intermediateSize, hiddenSize, 0);
  linear(modules.output, hiddenSize, intermediateSize, 0);
  norm(modules.outputNorm);
  return tensors;
}
