// The classification head of Hugging Face's sequence classifiers: a dense layer with an activation, then a
// linear layer to the logits. Which activation and which names is the architecture's (architectures/).

import type { TensorValues } from '../domain/tensorValues';
import type { View } from '../tensor/device';
import type { Dropout, Kernels } from '../tensor/kernels/kernels';
import type { Memory } from '../tensor/allocations';
import type { ParameterLookup, TensorSource } from '../tensor/parameters';
import { fromFloat32, toFloat32, type StoredTensor } from '../tensor/safetensors';
import { transposed } from '../tensor/transposed';
import { Failure } from '../domain/failures';
import type { Architecture } from './architectures/architecture';
import type { EncoderConfig } from './architectures/architecture';
import type { ForwardKernels } from './forwardKernels';
import type { Pass } from './layer';
import { linearLayer, recordLinear, recordLinearGradient, type LinearLayer } from './linearLayer';

/** A head on the device. */
export interface ClassifierHead {
  activation: 'tanh' | 'relu';
  /** Whether the head drops elements of the pooled state too, as RoBERTa's does. */
  dropsInput: boolean;
  /** `[hidden, hidden]` */
  dense: LinearLayer;
  /** `[hidden, classes]` */
  output: LinearLayer;
}

export function classifierHead(
  store: ParameterLookup,
  { head: { activation, dropsInput } }: Architecture,
): ClassifierHead {
  return { activation, dropsInput, dense: linearLayer(store, 'dense'), output: linearLayer(store, 'output') };
}

/** What a head keeps for a batch. */
export interface HeadActivations {
  preactivation: View;
  dense: View;
  /** `[texts, classes]` */
  logits: View;
  dLogits: View;
  dDense: View;
  /** The gradient of the pooled state, `[texts, hidden]`. */
  dPooled: View;
}

export function takeHeadActivations(
  memory: Memory,
  texts: number,
  { hiddenSize }: EncoderConfig,
  classCount: number,
): HeadActivations {
  return {
    preactivation: memory.take(texts * hiddenSize),
    dense: memory.take(texts * hiddenSize),
    logits: memory.take(texts * classCount),
    dLogits: memory.take(texts * classCount),
    dDense: memory.take(texts * hiddenSize),
    dPooled: memory.take(texts * hiddenSize),
  };
}

/** The head's dropouts: of the pooled state, and before the last layer. None when the model predicts. */
export function headDropouts(
  { dropsInput }: ClassifierHead,
  { config, training }: Pass,
): Record<'input' | 'dense', { dropout?: Dropout }> {
  const probability = training ? config.dropout.classifier : 0;
  if (probability === 0) return { input: {}, dense: {} };
  return {
    input: dropsInput ? { dropout: { probability, site: 1 } } : {},
    dense: { dropout: { probability, site: 2 } },
  };
}

/** Records logits `[texts, classes]` of pooled states `[texts, hidden]`. */
export function recordHead(
  kernels: ForwardKernels,
  head: ClassifierHead,
  pooled: View,
  { preactivation, dense, logits }: HeadActivations,
  pass: Pass,
): void {
  const { activation } = head;
  const rows = 'texts';
  const { dropout } = headDropouts(head, pass).dense;
  recordLinear(kernels, head.dense, {
    rows,
    x: pooled,
    activation,
    preactivation,
    y: dense,
    ...(dropout && { dropout }),
  });
  recordLinear(kernels, head.output, { rows, x: dense, y: logits });
}

/** Records the head's gradients from `dLogits`; that of the pooled state only where something below trains. */
export function recordHeadGradient(
  kernels: Kernels,
  head: ClassifierHead,
  pooled: View,
  { preactivation, dense, dLogits, dDense, dPooled }: HeadActivations,
  pass: Pass,
  inputNeeded: boolean,
): void {
  const rows = 'texts';
  const dropouts = headDropouts(head, pass);
  recordLinearGradient(kernels, head.output, {
    rows,
    x: dense,
    dy: dLogits,
    input: {
      dx: dDense,
      activation: { kind: head.activation, preactivation },
      ...dropouts.dense,
    },
  });
  recordLinearGradient(kernels, head.dense, {
    rows,
    x: pooled,
    dy: dDense,
    ...(inputNeeded && { input: { dx: dPooled, ...dropouts.input } }),
  });
}

/**
 * A head to start training from: the dense layer the identity, centred on the mean pooled state so that tanh works
 * around zero, and the output zero, so that every class starts equally likely.
 *
 * @param meanPooled mean of the training rows' pooled states, `[hidden]`
 */
export function initialHead(meanPooled: Float32Array, classCount: number): TensorValues {
  const hiddenSize = meanPooled.length;
  const dense = new Float32Array(hiddenSize * hiddenSize);
  for (let i = 0; i < hiddenSize; i++) dense[i * hiddenSize + i] = 1;
  const output = new Float32Array(hiddenSize * classCount);
  return new Map([
    ['dense.weight', { shape: [hiddenSize, hiddenSize], values: dense }],
    ['dense.bias', { shape: [hiddenSize], values: meanPooled.map((value) => -value) }],
    ['output.weight', { shape: [hiddenSize, classCount], values: output }],
    ['output.bias', { shape: [classCount], values: new Float32Array(classCount) }],
  ]);
}

/** A head whose logits are a multiple of what they were: its last layer times `scale`. Other tensors are the same. */
export function scaledOutput(values: TensorValues, scale: number): TensorValues {
  const scaled: TensorValues = new Map(values);
  for (const name of ['output.weight', 'output.bias']) {
    const { shape, values: own } = find(values, name);
    scaled.set(name, { shape, values: own.map((value) => value * scale) });
  }
  return scaled;
}

/** A head's tensors, to put on a device. */
export function headSources(values: TensorValues, training?: { rateScale: number }): Map<string, TensorSource> {
  const names = ['dense.weight', 'dense.bias', 'output.weight', 'output.bias'];
  return new Map(
    names.map((name) => {
      const { shape, values: own } = find(values, name);
      const decays = name.endsWith('weight');
      const source = { shape, values: () => own };
      return [name, training ? { ...source, training: { ...training, decays } } : source];
    }),
  );
}

/** A head's tensors as Hugging Face names and lays them out (weights `[out, in]`). */
export function headTensors(values: TensorValues, { head }: Architecture): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  const put = (name: string, layer: string) => {
    const { shape, values: weight } = find(values, `${layer}.weight`);
    const [inputs = 0, outputs = 0] = shape;
    const bias = find(values, `${layer}.bias`);
    tensors.set(`${name}.weight`, fromFloat32(transposed(weight, inputs, outputs), [outputs, inputs]));
    tensors.set(`${name}.bias`, fromFloat32(bias.values, bias.shape));
  };
  put(head.dense, 'dense');
  put(head.output, 'output');
  return tensors;
}

/**
 * The head of a checkpoint that has one, in Hone's names and layout.
 *
 * @throws Failure `ModelBroken`
 */
export function headValues(stored: ReadonlyMap<string, StoredTensor>, { head }: Architecture): TensorValues {
  const values: TensorValues = new Map();
  const take = (name: string, layer: string) => {
    const [weight, bias] = [stored.get(`${name}.weight`), stored.get(`${name}.bias`)];
    if (!weight || !bias) throw new Failure('ModelBroken', `The model file lacks “${name}”.`);
    const [outputs = 0, inputs = 0] = weight.shape;
    const own = transposed(toFloat32(weight), outputs, inputs);
    values.set(`${layer}.weight`, { shape: [inputs, outputs], values: own });
    values.set(`${layer}.bias`, { shape: [outputs], values: toFloat32(bias) });
  };
  take(head.dense, 'dense');
  take(head.output, 'output');
  return values;
}

function find(values: TensorValues, name: string) {
  const found = values.get(name);
  if (found) return found;
  throw new Failure('ModelBroken', `The saved model lacks “${name}”. Delete it and train again.`);
}
