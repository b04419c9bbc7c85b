// The encoder against transformers and PyTorch (../shared/fixtures), on TensorFlow.js's plain JavaScript backend.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TensorValues } from '../../../src/domain/tensorValues';
import { headLogits, loadHead } from '../../../src/encoder/classifierHead';
import { architectures } from '../../../src/encoder/config';
import { encode, hiddenStates } from '../../../src/encoder/encoder';
import { meanOverTokens } from '../../../src/encoder/pooling';
import { loadEncoderWeights } from '../../../src/encoder/weights';
import { transposed } from '../../../src/tensor/linear';
import { toFloat32 } from '../../../src/tensor/safetensors';
import * as tf from '../../../src/tensor/tf';
import { decode, largestDifference, largestGap, parityFixture } from '../../support/parityFixture';

beforeAll(() => tf.setBackend('cpu'));

function fixture(architecture: string) {
  const read = (name: string) =>
    readFileSync(new URL(`../../../../shared/fixtures/${architecture}/${name}`, import.meta.url));
  const weights = new Uint8Array(read('model.safetensors'));
  return parityFixture(
    JSON.parse(read('config.json').toString()),
    weights.buffer,
    JSON.parse(read('expected.json').toString()),
  );
}

describe.each(architectures)('%s', (architecture) => {
  const { config, tensors, expected, batch } = fixture(architecture);
  // Row 2 of BERT's fixture has a second segment; the app's texts have one.
  const segments = expected.token_type_ids ?? [];
  const rows = [0, 1, 2, 3].filter((row) => !segments[row]?.includes(1));
  const kept = {
    texts: Int32Array.from(rows),
    ids: Int32Array.from(rows.flatMap((row) => expected.input_ids[row] ?? [])),
    lengths: Int32Array.from(rows.map((row) => batch.lengths[row] ?? 0)),
    tokens: batch.tokens,
  };
  const keep = (values: Float32Array) => {
    const size = values.length / batch.lengths.length;
    return rows.flatMap((row) => Array.from(values.subarray(row * size, (row + 1) * size)));
  };
  const weights = () => loadEncoderWeights(tensors, config);

  test('every hidden state to 1e-4', () => {
    [...hiddenStates(weights(), kept)].forEach((hidden, index) => {
      const wanted = expected.hidden_states[index];
      expect(wanted).toBeDefined();
      if (wanted) {
        expect(largestDifference(hidden.dataSync(), keep(decode(wanted)), kept)).toBeLessThan(1e-4);
      }
    });
  });

  test('the mean over real tokens to 1e-4', () => {
    const mean = meanOverTokens(encode(weights(), kept), kept);
    expect(largestGap(mean.dataSync(), keep(decode(expected.mean_pooled)))).toBeLessThan(1e-4);
  });

  test('logits of its own head to 1e-4', () => {
    const names = {
      bert: ['bert.pooler.dense', 'classifier'],
      distilbert: ['pre_classifier', 'classifier'],
      roberta: ['classifier.dense', 'classifier.out_proj'],
    }[architecture];
    const values: TensorValues = new Map();
    ['dense', 'output'].forEach((own, index) => {
      const weight = tensors.get(`${names[index]}.weight`);
      const bias = tensors.get(`${names[index]}.bias`);
      if (!weight || !bias) throw new Error(`The fixture lacks ${names[index]}.`);
      const [outputs = 0, inputs = 0] = weight.shape;
      const stored = transposed(toFloat32(weight), outputs, inputs);
      values.set(`${own}.weight`, { shape: [inputs, outputs], values: stored });
      values.set(`${own}.bias`, { shape: [outputs], values: toFloat32(bias) });
    });
    const hidden = encode(weights(), kept);
    const perToken = tf.reshape(hidden, [rows.length, kept.tokens, config.hiddenSize]);
    const first: tf.Tensor2D = tf.reshape(tf.slice(perToken, [0, 0, 0], [rows.length, 1, -1]), [
      rows.length,
      config.hiddenSize,
    ]);
    const logits = headLogits(first, loadHead(values, architecture));
    const wanted = rows.flatMap((row) => expected.logits[row] ?? []);
    expect(largestGap(logits.dataSync(), wanted)).toBeLessThan(1e-4);
  });

  test('padding changes nothing', () => {
    const loaded = weights();
    const alone = {
      texts: Int32Array.of(0),
      ids: kept.ids.subarray(0, kept.lengths[0]),
      lengths: kept.lengths.slice(0, 1),
      tokens: kept.lengths[0] ?? 0,
    };
    const together = meanOverTokens(encode(loaded, kept), kept).dataSync();
    const single = meanOverTokens(encode(loaded, alone), alone).dataSync();
    expect(largestGap(single, together.subarray(0, config.hiddenSize))).toBeLessThan(1e-5);
  });
});
