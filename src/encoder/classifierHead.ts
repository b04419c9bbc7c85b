// The classification head of Hugging Face's sequence classifiers: a dense layer with an activation, then a
// linear layer to the logits. BERT: pooler (tanh), classifier. DistilBERT: pre_classifier (ReLU), classifier.
// RoBERTa: classifier.dense (tanh), classifier.out_proj.

import { Failure } from '../domain/failures';
import type { TensorValues } from '../domain/tensorValues';
import { linear, transposed, type Linear } from '../tensor/linear';
import type { Parameter } from '../tensor/parameters';
import { fromFloat32, type StoredTensor } from '../tensor/safetensors';
import * as tf from '../tensor/tf';
import type { Architecture } from './config';

interface HeadShape {
  dense: string;
  output: string;
  activation: 'tanh' | 'relu';
  /** Whether the dense layer's name takes the architecture's prefix: BERT's pooler belongs to the encoder. */
  densePrefixed: boolean;
}

const headShapes: Record<Architecture, HeadShape> = {
  bert: { dense: 'pooler.dense', output: 'classifier', activation: 'tanh', densePrefixed: true },
  distilbert: {
    dense: 'pre_classifier',
    output: 'classifier',
    activation: 'relu',
    densePrefixed: false,
  },
  roberta: {
    dense: 'classifier.dense',
    output: 'classifier.out_proj',
    activation: 'tanh',
    densePrefixed: false,
  },
};

/** A head on the device. */
export interface ClassifierHead {
  activation: 'tanh' | 'relu';
  /** `[hidden, hidden]` */
  dense: Linear;
  /** `[hidden, classes]` */
  output: Linear;
}

/** Logits `[batch, classes]` of pooled states `[batch, hidden]`. */
export function headLogits(pooled: tf.Tensor2D, head: ClassifierHead): tf.Tensor2D {
  const hidden = linear(pooled, head.dense);
  return linear(head.activation === 'tanh' ? tf.tanh(hidden) : tf.relu(hidden), head.output);
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

/** A head on the device for inference. */
export function loadHead(values: TensorValues, architecture: Architecture): ClassifierHead {
  const layer = (name: string): Linear => {
    const weight = find(values, `${name}.weight`);
    const [inputs = 0, outputs = 0] = weight.shape;
    return {
      weight: tf.tensor2d(weight.values, [inputs, outputs]),
      bias: tf.tensor1d(find(values, `${name}.bias`).values),
    };
  };
  return {
    activation: headShapes[architecture].activation,
    dense: layer('dense'),
    output: layer('output'),
  };
}

/** A head whose tensors can be trained, and those tensors as parameters. */
export function trainableHead(
  values: TensorValues,
  architecture: Architecture,
): { head: ClassifierHead; parameters: Parameter[] } {
  const parameters: Parameter[] = [];
  const trainable = (name: string, { weight, bias }: Linear): Linear => {
    const variables = { weight: tf.variable(weight), bias: tf.variable(bias) };
    tf.dispose([weight, bias]);
    parameters.push({ name: `${name}.weight`, variable: variables.weight, decays: true });
    parameters.push({ name: `${name}.bias`, variable: variables.bias, decays: false });
    return variables;
  };
  const { activation, dense, output } = loadHead(values, architecture);
  const head = {
    activation,
    dense: trainable('dense', dense),
    output: trainable('output', output),
  };
  return { head, parameters };
}

/** Frees a head's tensors. */
export function disposeHead({ dense, output }: ClassifierHead): void {
  tf.dispose([dense.weight, dense.bias, output.weight, output.bias]);
}

/** A head's tensors as Hugging Face names and lays them out (weights `[out, in]`). */
export function headTensors(
  values: TensorValues,
  architecture: Architecture,
): Map<string, StoredTensor> {
  const { dense, output, densePrefixed } = headShapes[architecture];
  const tensors = new Map<string, StoredTensor>();
  const put = (name: string, layer: string) => {
    const { shape, values: weight } = find(values, `${layer}.weight`);
    const [inputs = 0, outputs = 0] = shape;
    const bias = find(values, `${layer}.bias`);
    tensors.set(
      `${name}.weight`,
      fromFloat32(transposed(weight, inputs, outputs), [outputs, inputs]),
    );
    tensors.set(`${name}.bias`, fromFloat32(bias.values, bias.shape));
  };
  put(densePrefixed ? `${architecture}.${dense}` : dense, 'dense');
  put(output, 'output');
  return tensors;
}

function find(values: TensorValues, name: string) {
  const found = values.get(name);
  if (found) return found;
  throw new Failure('ModelBroken', `The saved model lacks “${name}”. Delete it and train again.`);
}
