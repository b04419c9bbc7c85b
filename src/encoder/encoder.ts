// The forward pass of a BERT-family encoder in TensorFlow.js operations. Inference only: dropout is off.

import * as tf from '../tensor/tf';
import { attentionMask } from './attention';
import type { EncoderBatch } from './batch';
import { embed } from './embeddings';
import { encoderLayer } from './layer';
import type { EncoderWeights } from './weights';

/**
 * The hidden states after the embeddings and after each layer: `layerCount + 1` tensors
 * `[batch * tokens, hidden]`. Positions of padding hold values that nothing may read.
 */
export function* hiddenStates(
  weights: EncoderWeights,
  batch: EncoderBatch,
): Generator<tf.Tensor2D> {
  const mask = attentionMask(batch.lengths, batch.tokens);
  let hidden = embed(weights.embeddings, batch, weights.config);
  yield hidden;
  for (const layer of weights.layers) {
    hidden = encoderLayer(hidden, layer, mask, weights.config);
    yield hidden;
  }
}

/** The last hidden state of a batch, `[batch * tokens, hidden]`. */
export function encode(weights: EncoderWeights, batch: EncoderBatch): tf.Tensor2D {
  return tf.tidy(() => {
    let last: tf.Tensor2D | undefined;
    for (const hidden of hiddenStates(weights, batch)) {
      last?.dispose();
      last = hidden;
    }
    if (!last) throw new RangeError('An encoder has at least its embeddings.');
    return last;
  });
}
