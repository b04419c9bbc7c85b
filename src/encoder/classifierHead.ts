// The classification head of Hugging Face's sequence classifiers: a dense layer with an activation, in some a normalisation,
// then a linear layer to the logits. Which activation and which names is the architecture's (architectures/).

import type { TensorValues } from '../domain/tensorValues';
import type { View } from '../tensor/device';
import type { Activation, Dropout, Kernels } from '../tensor/kernels/kernels';
import type { Memory } from '../tensor/allocations';
import type { ParameterLookup, TensorSource } from '../tensor/parameters';
import { fromFloat32, toFloat32, type StoredTensor } from '../tensor/safetensors';
import { transposed } from '../tensor/transposed';
import { Failure } from '../domain/failures';
import type { Architecture } from './architectures/architecture';
import type { EncoderConfig } from './architectures/architecture';
import type { ForwardKernels } from './forwardKernels';
import { normArguments, normParameters, type NormParameters, type Pass } from './layer';
import { linearLayer, recordLinear, recordLinearGradient, type LinearLayer } from './linearLayer';
import { recordNormGradient } from './normGradient';

/** A head on the device. */
export interface ClassifierHead {
  activation: Activation;
  /** Whether the head drops elements of the pooled state too, as RoBERTa's does. */
  dropsInput: boolean;
  /** `[hidden, hidden]` */
  dense: LinearLayer;
  /** After the activation, where the architecture has it. */
  norm: NormParameters | null;
  /** `[hidden, classes]` */
  output: LinearLayer;
}

export function classifierHead(
  store: ParameterLookup,
  { head: { activation, dropsInput, norm } }: Architecture,
): ClassifierHead {
  return {
    activation,
    dropsInput,
    dense: linearLayer(store, 'dense'),
    norm: norm ? normParameters(store, 'norm') : null,
    output: linearLayer(store, 'output'),
  };
}

/** What a head keeps for a batch. */
export interface HeadActivations {
  preactivation: View;
  dense: View;
  /** Of the normalisation. */
  normalised: View;
  statistics: View;
  /** `[texts, classes]` */
  logits: View;
  dLogits: View;
  dNormalised: View;
  dActivated: View;
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
    normalised: memory.take(texts * hiddenSize),
    statistics: memory.take(texts * 2),
    logits: memory.take(texts * classCount),
    dLogits: memory.take(texts * classCount),
    dNormalised: memory.take(texts * hiddenSize),
    dActivated: memory.take(texts * hiddenSize),
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
  { preactivation, dense, normalised, statistics, logits }: HeadActivations,
  pass: Pass,
): void {
  const { activation, norm } = head;
  const rows = 'texts';
  const { dropout } = headDropouts(head, pass).dense;
  const drops = dropout && { dropout };
  const activated = { rows, x: pooled, activation, preactivation, y: dense } as const;
  recordLinear(kernels, head.dense, norm ? activated : { ...activated, ...drops });
  if (norm) {
    const { hiddenSize: hidden, layerNormEpsilon: epsilon } = pass.config;
    const own = { ...normArguments(norm, hidden), rows, epsilon, ...drops } as const;
    kernels.layerNorm({ ...own, x: dense, statistics, y: normalised });
  }
  recordLinear(kernels, head.output, { rows, x: norm ? normalised : dense, y: logits });
}

/** Records the head's gradients from `dLogits`; that of the pooled state only where something below trains. */
export function recordHeadGradient(
  kernels: Kernels,
  head: ClassifierHead,
  pooled: View,
  activations: HeadActivations,
  pass: Pass,
  inputNeeded: boolean,
): void {
  const rows = 'texts';
  const { preactivation, dense, dLogits, dDense, dPooled } = activations;
  const dropouts = headDropouts(head, pass);
  if (head.norm) {
    recordNormalisedGradient(kernels, { ...head, norm: head.norm }, activations, pass);
  } else {
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
  }
  recordLinearGradient(kernels, head.dense, {
    rows,
    x: pooled,
    dy: dDense,
    ...(inputNeeded && { input: { dx: dPooled, ...dropouts.input } }),
  });
}

/** From the logits back through the normalisation and the activation. */
function recordNormalisedGradient(
  kernels: Kernels,
  head: ClassifierHead & { norm: NormParameters },
  { preactivation, dense, normalised, statistics, dLogits, dNormalised, dActivated, dDense }: HeadActivations,
  pass: Pass,
): void {
  const { hiddenSize: hidden } = pass.config;
  const rows = 'texts';
  const { dropout } = headDropouts(head, pass).dense;
  recordLinearGradient(kernels, head.output, { rows, x: normalised, dy: dLogits, input: { dx: dNormalised } });
  const own = { rows, hidden, dy: dNormalised, x: dense, statistics, dx: dActivated } as const;
  recordNormGradient(kernels, head.norm, { ...own, ...(dropout && { dropout }) });
  const activated = { activation: head.activation, x: preactivation, dy: dActivated, dx: dDense };
  kernels.activationGradient({ rows, width: hidden, ...activated });
}

/**
 * A head to start training from: the dense layer the identity, centred on the mean pooled state so that the activation works
 * around zero, and the output zero, so that every class starts equally likely.
 *
 * @param meanPooled mean of the training rows' pooled states, `[hidden]`
 */
export function initialHead(meanPooled: Float32Array, classCount: number, { head }: Architecture): TensorValues {
  const hiddenSize = meanPooled.length;
  const dense = new Float32Array(hiddenSize * hiddenSize);
  for (let i = 0; i < hiddenSize; i++) dense[i * hiddenSize + i] = 1;
  const output = new Float32Array(hiddenSize * classCount);
  const started: TensorValues = new Map([
    ['dense.weight', { shape: [hiddenSize, hiddenSize], values: dense }],
    ['dense.bias', { shape: [hiddenSize], values: meanPooled.map((value) => -value) }],
    ['output.weight', { shape: [hiddenSize, classCount], values: output }],
    ['output.bias', { shape: [classCount], values: new Float32Array(classCount) }],
  ]);
  if (head.norm) started.set('norm.weight', { shape: [hiddenSize], values: new Float32Array(hiddenSize).fill(1) });
  return started;
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
  const norm = values.has('norm.weight') ? ['norm.weight'] : [];
  const names = ['dense.weight', 'dense.bias', ...norm, 'output.weight', 'output.bias'];
  return new Map(
    names.map((name) => {
      const { shape, values: own } = find(values, name);
      const decays = name.endsWith('weight') && name !== 'norm.weight';
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
  if (head.norm) {
    const { shape, values: weight } = find(values, 'norm.weight');
    tensors.set(`${head.norm}.weight`, fromFloat32(weight, shape));
  }
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
    // ModernBERT's dense layer may only multiply.
    if (!weight || (!bias && !head.norm)) throw new Failure('ModelBroken', `The model file lacks “${name}”.`);
    const [outputs = 0, inputs = 0] = weight.shape;
    const own = transposed(toFloat32(weight), outputs, inputs);
    values.set(`${layer}.weight`, { shape: [inputs, outputs], values: own });
    const offset = bias ? toFloat32(bias) : new Float32Array(outputs);
    values.set(`${layer}.bias`, { shape: [outputs], values: offset });
  };
  take(head.dense, 'dense');
  if (head.norm) {
    const norm = stored.get(`${head.norm}.weight`);
    if (!norm) throw new Failure('ModelBroken', `The model file lacks “${head.norm}”.`);
    values.set('norm.weight', { shape: norm.shape, values: toFloat32(norm) });
  }
  take(head.output, 'output');
  return values;
}

/** How many numbers a head gives a text. */
export function outputsOf(head: TensorValues): number {
  return find(head, 'output.weight').shape[1] ?? 0;
}

function find(values: TensorValues, name: string) {
  const found = values.get(name);
  if (found) return found;
  throw new Failure('ModelBroken', `The saved model lacks “${name}”. Delete it and train again.`);
}
