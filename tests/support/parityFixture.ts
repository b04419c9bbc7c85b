// The parity fixtures made by transformers and PyTorch (tests/fixtures/README.md).

import type { Pooling } from '../../src/domain/pooling';
import type { TensorValues } from '../../src/domain/tensorValues';
import { allTargets, type LoraShape } from '../../src/encoder/lora';
import type { PackedBatch } from '../../src/encoder/batch';
import { Classifier } from '../../src/encoder/classifier';
import { headSources, headValues } from '../../src/encoder/classifierHead';
import { readEncoderConfig } from '../../src/encoder/config';
import type { EncoderConfig } from '../../src/encoder/architectures/architecture';
import { encoderSources, frozenScope, type TrainingScope } from '../../src/encoder/scope';
import { encoderTensors } from '../../src/encoder/tensors';
import type { Device } from '../../src/tensor/device';
import { ParameterStore, type TensorSource } from '../../src/tensor/parameters';
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
  adamw: {
    loss_before_each_step: number[];
    loss_after: number;
    logits_after: number[][];
    params_after: Record<string, EncodedTensor>;
  };
}

/** A fixture, decoded. */
export interface ParityFixture {
  config: EncoderConfig;
  tensors: Map<string, StoredTensor>;
  expected: ExpectedValues;
  batch: PackedBatch;
  labels: Uint32Array;
  /** Token types of the packed batch. */
  types: Uint32Array;
}

export function parityFixture(config: unknown, weights: ArrayBuffer, expected: ExpectedValues): ParityFixture {
  return {
    config: readEncoderConfig(config),
    tensors: readSafetensors(weights),
    expected,
    batch: packRows(expected, [...expected.labels.keys()]),
    labels: Uint32Array.from(expected.labels),
    types: Uint32Array.from(
      expected.input_ids.flatMap((row, index) =>
        row.slice(0, lengthOf(expected, index)).map((_, token) => expected.token_type_ids?.[index]?.[token] ?? 0),
      ),
    ),
  };
}

function lengthOf(expected: ExpectedValues, row: number): number {
  return (expected.attention_mask[row] ?? []).reduce((sum, bit) => sum + bit, 0);
}

/** Some rows of the fixture without their padding. */
export function packRows(expected: ExpectedValues, rows: number[]): PackedBatch {
  const starts = [0];
  for (const row of rows) starts.push((starts.at(-1) ?? 0) + lengthOf(expected, row));
  const ids = rows.flatMap((row) => (expected.input_ids[row] ?? []).slice(0, lengthOf(expected, row)));
  return {
    texts: Uint32Array.from(rows),
    starts: Uint32Array.from(starts),
    ids: Int32Array.from(ids),
    tokens: ids.length,
  };
}

/** The whole model trains, embeddings included. */
export const wholeModel: TrainingScope = { firstLayer: 0, adapters: null, embeddings: true };

/** The step state of the fixtures: AdamW at 1e-3 with decay on everything, no clipping. */
export const fixtureState = {
  accumulate: false,
  dropoutSeed: 1,
  lossScale: 1 / 4,
  learningRate: 1e-3,
  step: 1,
  weightDecay: 0.01,
  maxGradientNorm: 0,
};

/** The fixture's classifier on a device; as in the fixture, weight decay is on every parameter. */
export function fixtureClassifier(
  device: Device,
  fixture: ParityFixture,
  scope: TrainingScope | null,
  labelSmoothing = 0,
  pooling: Pooling = fixture.config.headReads,
  pairs = false,
): Classifier {
  const { config, tensors } = fixture;
  const sources = encoderSources(encoderTensors(tensors, config), scope ?? frozenScope(config), config, 5);
  const head = headValues(tensors, config.architecture);
  const training = scope ? { rateScale: 1 } : undefined;
  for (const [name, source] of headSources(head, training)) sources.set(name, source);
  const store = new ParameterStore(device, withDecay(sources));
  return new Classifier(device, store, {
    config,
    classCount: 3,
    task: 'singleLabel',
    pooling,
    scope: scope ?? frozenScope(config),
    largest: { tokens: 64, texts: 8 },
    labelSmoothing,
    pairs,
    trains: scope !== null,
  });
}

function withDecay(sources: Map<string, TensorSource>): Map<string, TensorSource> {
  return new Map(
    [...sources].map(([name, source]) => [
      name,
      source.training ? { ...source, training: { ...source.training, decays: true } } : source,
    ]),
  );
}

/** Adapters whose product is not zero, so that every gradient is tested. */
export function fillLora(values: TensorValues): TensorValues {
  const filled: TensorValues = new Map();
  for (const [name, { shape, values: own }] of values) {
    if (!name.endsWith('.up')) continue;
    // Only where a rank has its own columns, as training would leave it.
    const [ranks = 1, outputs = 1] = shape;
    const parts = name.includes('qkv') ? ranks / everyLinear.rank : 1;
    const result = own.map((_, i) => {
      const [rank, output] = [Math.floor(i / outputs), i % outputs];
      const block = Math.floor((output * parts) / outputs);
      const mine = parts === 1 || Math.floor((rank * parts) / ranks) === block;
      return mine ? Math.sin(i * 12.9898) * 0.05 : 0;
    });
    filled.set(name, { shape, values: result });
  }
  return filled;
}

const everyLinear = { rank: 2, alpha: 4 };

/** Adapters on all linear layers. */
export const adaptersOf = ({ architecture }: EncoderConfig): LoraShape => ({
  ...everyLinear,
  targets: allTargets(architecture.qkvIsOneModule),
});

/** Logits and every gradient of adapters on a frozen encoder, and how some of its weights lie on the device. */
export async function adapterStep(device: Device, inSingle: ParityFixture, tensors: Map<string, StoredTensor>) {
  const fixture = { ...inSingle, tensors };
  const scope = { firstLayer: 0, adapters: adaptersOf(fixture.config), embeddings: false };
  const classifier = fixtureClassifier(device, fixture, scope);
  await classifier.prepareTraining({ kind: 'ids' });
  const { store } = classifier;
  store.writeTrained(fillLora(await store.readTrained()));
  const { batch, labels } = fixture;
  classifier.run('gradients', { batch, labels, state: fixtureState });
  const gradients = await store.readGradients();
  const logits = await classifier.readLogits(labels.length);
  const kept = ['embeddings.words', 'layers.0.qkv.weight', 'layers.1.output.weight'].map((name) => store.get(name));
  classifier.dispose();
  store.dispose();
  return { logits, gradients, kept };
}

export function decode({ f32 }: EncodedTensor): Float32Array<ArrayBuffer> {
  const binary = atob(f32);
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

/** A padded tensor `[rows, padded, width]` of the fixture without its padding. */
export function unpadded(tensor: EncodedTensor, { starts }: PackedBatch): Float32Array {
  const [, padded = 0, width = 0] = tensor.shape;
  const values = decode(tensor);
  const tokens = starts.at(-1) ?? 0;
  const packed = new Float32Array(tokens * width);
  for (let row = 0; row + 1 < starts.length; row++) {
    const [start = 0, end = 0] = [starts[row], starts[row + 1]];
    const from = row * padded * width;
    packed.set(values.subarray(from, from + (end - start) * width), start * width);
  }
  return packed;
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

/** The L2 norm of the difference by that of the wanted values. */
export function relativeGap(actual: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (actual.length !== wanted.length) return Infinity;
  let [difference, norm] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    difference += ((actual[i] ?? NaN) - (wanted[i] ?? NaN)) ** 2;
    norm += (wanted[i] ?? NaN) ** 2;
  }
  return Math.sqrt(difference) / Math.sqrt(norm);
}
