// What of ModernBERT's config.json is read, and what is refused.

import { expect, test } from 'vitest';
import { readEncoderConfig } from '../../../src/encoder/config';
import { rotaryAngles } from '../../../src/encoder/rotaryAngles';

/** As answerdotai/ModernBERT-base has it, in short. */
const base = {
  model_type: 'modernbert',
  vocab_size: 50_368,
  hidden_size: 768,
  intermediate_size: 1152,
  num_hidden_layers: 22,
  num_attention_heads: 12,
  max_position_embeddings: 8192,
  global_attn_every_n_layers: 3,
  global_rope_theta: 160_000.0,
  local_rope_theta: 10_000.0,
  local_attention: 128,
  hidden_activation: 'gelu',
  norm_eps: 1e-5,
  classifier_pooling: 'mean',
  position_embedding_type: 'sans_pos',
  reference_compile: true,
};

test('every third layer sees all of a text, the others a window', () => {
  const { attention = [], maxPositions, headReads } = readEncoderConfig(base);
  expect(attention).toHaveLength(22);
  expect(attention.filter(({ window }) => window === undefined)).toHaveLength(8);
  expect(attention.slice(0, 2)).toEqual([{ theta: 160_000 }, { theta: 10_000, window: 64 }]);
  expect([maxPositions, headReads]).toEqual([8192, 'mean']);
});

test('the newer settings say the same', () => {
  const { global_attn_every_n_layers, global_rope_theta, local_rope_theta, ...kept } = base;
  const types = Array.from({ length: 22 }, (_, layer) => (layer % 3 === 0 ? 'full_attention' : 'sliding_attention'));
  const parameters = {
    full_attention: { rope_type: 'default', rope_theta: 160_000 },
    sliding_attention: { rope_type: 'default', rope_theta: 10_000 },
  };
  const newer = readEncoderConfig({ ...kept, layer_types: types, rope_parameters: parameters });
  expect(newer.attention).toEqual(readEncoderConfig(base).attention);
});

test.each([
  [{ hidden_activation: 'silu' }, /the activation “silu”/],
  [{ classifier_activation: 'relu' }, /the classifier’s activation “relu”/],
  [{ attention_bias: true }, /attention_bias/],
  [{ norm_bias: true }, /norm_bias/],
  [{ layer_types: ['chunked_attention'], num_hidden_layers: 1 }, /layers of the type “chunked_attention”/],
  [{ layer_types: ['full_attention'] }, /no valid layer_types/],
  [{ rope_parameters: { full_attention: { rope_type: 'yarn' } } }, /rotary positions of the kind “yarn”/],
  [{ rope_scaling: { type: 'linear' } }, /scaled rotary positions/],
  [{ classifier_pooling: 'max' }, /the pooling “max”/],
  [{ hidden_size: 12 * 65 }, /odd size/],
])('%o is refused by name', (changed, why) => {
  expect(() => readEncoderConfig({ ...base, ...changed })).toThrow(why);
});

test('a position’s angles are its number over powers of theta', () => {
  const angles = rotaryAngles(10_000, 4, 8192);
  const [position, size] = [8191, 4];
  const wanted = [Math.cos(8191), Math.cos(81.91), Math.sin(8191), Math.sin(81.91)];
  wanted.forEach((value, i) => expect(angles[position * size + i]).toBeCloseTo(value, 4));
});
