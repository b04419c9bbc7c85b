// The parity fixtures made by transformers and PyTorch (../shared/fixtures, READMEs there).

import { readEncoderConfig, type EncoderConfig } from '../../src/encoder/config';
import type { EncoderBatch } from '../../src/encoder/batch';
import { readSafetensors, type StoredTensor } from '../../src/tensor/safetensors';

interface EncodedTensor {
  shape: number[];
  f32: string;
}

/** expected.json as it lies in the fixture. */
export interface ExpectedValues {
  input_ids: number[][];
  attention_mask: number[][];
  labels: number[];
  token_type_ids?: number[][];
  hidden_states: EncodedTensor[];
  mean_pooled: EncodedTensor;
  logits: number[][];
  loss: number;
  grads: Record<string, EncodedTensor>;
}

/** A fixture, decoded. */
export interface ParityFixture {
  config: EncoderConfig;
  tensors: Map<string, StoredTensor>;
  expected: ExpectedValues;
  batch: EncoderBatch;
}

export function parityFixture(
  config: unknown,
  weights: ArrayBuffer,
  expected: ExpectedValues,
): ParityFixture {
  const tokens = expected.input_ids[0]?.length ?? 0;
  const lengths = expected.attention_mask.map((row) => row.reduce((sum, bit) => sum + bit, 0));
  return {
    config: readEncoderConfig(config),
    tensors: readSafetensors(weights),
    expected,
    batch: {
      texts: Int32Array.from(lengths.keys()),
      ids: Int32Array.from(expected.input_ids.flat()),
      lengths: Int32Array.from(lengths),
      tokens,
    },
  };
}

export function decode({ f32 }: EncodedTensor): Float32Array {
  const binary = atob(f32);
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

/** The largest absolute difference over the positions that hold real tokens. */
export function largestDifference(
  actual: ArrayLike<number>,
  wanted: ArrayLike<number>,
  { lengths, tokens }: Pick<EncoderBatch, 'lengths' | 'tokens'>,
): number {
  const hidden = wanted.length / (lengths.length * tokens);
  let largest = 0;
  lengths.forEach((length, row) => {
    const start = row * tokens * hidden;
    for (let i = start; i < start + length * hidden; i++) {
      const difference = Math.abs((actual[i] ?? NaN) - (wanted[i] ?? NaN));
      if (!(difference <= largest)) largest = difference;
    }
  });
  return largest;
}

/** The largest absolute difference of two lists of equal length. */
export function largestGap(actual: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (actual.length !== wanted.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < wanted.length; i++) {
    const difference = Math.abs((actual[i] ?? NaN) - (wanted[i] ?? NaN));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
