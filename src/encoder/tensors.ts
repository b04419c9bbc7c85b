// The encoder's tensors as Hone keeps them: query, key and value side by side in one matrix, linear weights as
// [in, out]. From a checkpoint's tensors, and back to the names and layouts of Hugging Face.

import { Failure } from '../domain/failures';
import { lazyTensor, toFloat32, type StoredTensor } from '../tensor/safetensors';
import { transposed } from '../tensor/transposed';
import type { EncoderConfig } from './config';
import { layerNames, type LayerNames } from './tensorNames';

/** What a tensor is, for weight decay and for the choice of what trains. */
export type TensorKind = 'table' | 'matrix' | 'bias' | 'norm';

export interface EncoderTensor {
  shape: number[];
  kind: TensorKind;
  /** The layer it belongs to; −1 for the embeddings. */
  layer: number;
  values: () => Float32Array<ArrayBuffer>;
  /** Some rows of a table, `[rows * width]`. */
  rows?: (indices: Int32Array) => Float32Array<ArrayBuffer>;
}

/** The linear layers of an encoder layer, and how Hugging Face's modules make them up. */
const linears = {
  qkv: ['query', 'key', 'value'],
  attentionOutput: ['attentionOutput'],
  intermediate: ['intermediate'],
  output: ['output'],
} as const satisfies Record<string, readonly (keyof LayerNames)[]>;
export type LinearName = keyof typeof linears;
export const linearNames = ['qkv', 'attentionOutput', 'intermediate', 'output'] as const;
const norms = ['attentionNorm', 'outputNorm'] as const;

/** `[inputs, outputs]` of a linear layer of the encoder. */
export function linearShape(name: LinearName, config: EncoderConfig): [number, number] {
  const { hiddenSize, intermediateSize } = config;
  switch (name) {
    case 'qkv':
      return [hiddenSize, 3 * hiddenSize];
    case 'attentionOutput':
      return [hiddenSize, hiddenSize];
    case 'intermediate':
      return [hiddenSize, intermediateSize];
    case 'output':
      return [intermediateSize, hiddenSize];
    default:
      return name satisfies never;
  }
}

/**
 * An encoder's tensors by Hone's names, read when asked.
 *
 * @param stored the checkpoint's tensors by name, with or without the architecture's prefix
 * @throws Failure `ModelBroken` when a tensor is missing or has another shape than the config says
 */
export function encoderTensors(
  stored: ReadonlyMap<string, StoredTensor>,
  config: EncoderConfig,
): Map<string, EncoderTensor> {
  const reader = new CheckpointReader(stored, config.architecture);
  const tensors = embeddingTensors(reader, config);
  const { hiddenSize, layerCount } = config;
  const { path, modules } = layerNames[config.architecture];
  for (let layer = 0; layer < layerCount; layer++) {
    const file = (module: keyof LayerNames) => `${path}.${layer}.${modules[module]}`;
    for (const name of linearNames) {
      const parts = linears[name].map(file);
      const [inputs, outputs] = linearShape(name, config);
      const each = outputs / parts.length;
      for (const part of parts) {
        reader.check(`${part}.weight`, [each, inputs]);
        reader.check(`${part}.bias`, [each]);
      }
      tensors.set(`layers.${layer}.${name}.weight`, {
        shape: [inputs, outputs],
        kind: 'matrix',
        layer,
        values: () =>
          sideBySide(
            parts.map((part) => reader.values(`${part}.weight`)),
            inputs,
          ),
      });
      tensors.set(`layers.${layer}.${name}.bias`, {
        shape: [outputs],
        kind: 'bias',
        layer,
        values: () => concatenated(parts.map((part) => reader.values(`${part}.bias`))),
      });
    }
    for (const name of norms) {
      for (const part of ['weight', 'bias']) {
        const source = reader.check(`${file(name)}.${part}`, [hiddenSize]);
        tensors.set(`layers.${layer}.${name}.${part}`, { ...source, kind: 'norm', layer });
      }
    }
  }
  return tensors;
}

/** The names, without the architecture's prefix, of all tensors that an encoder's file must have. */
export function encoderTensorNames({
  architecture,
  layerCount,
  typeCount,
}: EncoderConfig): string[] {
  const { path, modules } = layerNames[architecture];
  const { types, ...tables } = embeddingNames;
  const pairs = ['embeddings.LayerNorm'];
  for (let layer = 0; layer < layerCount; layer++) {
    for (const module of Object.values(modules)) pairs.push(`${path}.${layer}.${module}`);
  }
  return [
    ...Object.values(tables),
    ...(typeCount > 0 ? [types] : []),
    ...pairs.flatMap((name) => [`${name}.weight`, `${name}.bias`]),
  ];
}

const embeddingNames = {
  words: 'embeddings.word_embeddings.weight',
  positions: 'embeddings.position_embeddings.weight',
  types: 'embeddings.token_type_embeddings.weight',
} as const;

function embeddingTensors(
  reader: CheckpointReader,
  config: EncoderConfig,
): Map<string, EncoderTensor> {
  const { vocabularySize, hiddenSize, maxPositions, firstPosition, typeCount } = config;
  const table = (name: string, rows: number): EncoderTensor => ({
    ...reader.check(name, [rows, hiddenSize]),
    kind: 'table',
    layer: -1,
  });
  const tensors = new Map([
    [
      'embeddings.words',
      {
        ...table(embeddingNames.words, vocabularySize),
        rows: reader.rows(embeddingNames.words, hiddenSize),
      },
    ],
    ['embeddings.positions', table(embeddingNames.positions, maxPositions + firstPosition)],
  ]);
  if (typeCount > 0) tensors.set('embeddings.types', table(embeddingNames.types, typeCount));
  for (const part of ['weight', 'bias']) {
    const source = reader.check(`embeddings.LayerNorm.${part}`, [hiddenSize]);
    tensors.set(`embeddings.norm.${part}`, { ...source, kind: 'norm', layer: -1 });
  }
  return tensors;
}

/**
 * Tensors of Hone's names as Hugging Face names (without the architecture's prefix) and lays them out. The bytes are made
 * when they are asked for.
 */
export function huggingFaceTensors(
  tensors: ReadonlyMap<string, Pick<EncoderTensor, 'shape' | 'values'>>,
  config: EncoderConfig,
): Map<string, StoredTensor> {
  const { path, modules } = layerNames[config.architecture];
  const stored = new Map<string, StoredTensor>();
  for (const [name, { shape, values }] of tensors) {
    const [room = '', second = '', third = '', part = ''] = name.split('.');
    if (room === 'embeddings') {
      stored.set(embeddingFileName(second, third), lazyTensor(shape, values));
    } else if (third === 'attentionNorm' || third === 'outputNorm') {
      stored.set(`${path}.${second}.${modules[third]}.${part}`, lazyTensor(shape, values));
    } else if (isLinearName(third)) {
      const parts = linears[third];
      parts.forEach((module, index) => {
        const tensor = onePart(values, shape, index, parts.length);
        stored.set(`${path}.${second}.${modules[module]}.${part}`, tensor);
      });
    }
  }
  return stored;
}

function embeddingFileName(table: string, part: string): string {
  if (table === 'words' || table === 'positions' || table === 'types') return embeddingNames[table];
  return `embeddings.LayerNorm.${part}`;
}

function isLinearName(name: string): name is LinearName {
  return Object.hasOwn(linears, name);
}

/** One of the modules that lie side by side, `[out, in]` or `[out]`. */
function onePart(
  values: () => Float32Array<ArrayBuffer>,
  shape: number[],
  index: number,
  count: number,
): StoredTensor {
  const [inputs = 0, outputs = inputs] = shape;
  const each = outputs / count;
  if (shape.length === 1) {
    return lazyTensor([each], () => values().slice(index * each, (index + 1) * each));
  }
  return lazyTensor([each, inputs], () => {
    // Transposed, the modules lie one below the other.
    const rows = transposed(values(), inputs, outputs);
    return count === 1 ? rows : rows.slice(index * each * inputs, (index + 1) * each * inputs);
  });
}

/** Matrices `[out, in]` as one `[in, Σ out]`. */
function sideBySide(parts: Float32Array<ArrayBuffer>[], inputs: number): Float32Array<ArrayBuffer> {
  const stacked = concatenated(parts);
  return transposed(stacked, stacked.length / inputs, inputs);
}

function concatenated(parts: Float32Array<ArrayBuffer>[]): Float32Array<ArrayBuffer> {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Finds tensors by name and checks their shapes. */
class CheckpointReader {
  constructor(
    private readonly tensors: ReadonlyMap<string, StoredTensor>,
    private readonly prefix: string,
  ) {}

  private find(name: string): StoredTensor {
    const found = this.tensors.get(name) ?? this.tensors.get(`${this.prefix}.${name}`);
    if (found) return found;
    throw new Failure('ModelBroken', `The model file lacks the weight “${name}”.`);
  }

  check(name: string, shape: number[]) {
    const tensor = this.find(name);
    if (tensor.shape.join() !== shape.join()) {
      throw new Failure(
        'ModelBroken',
        `The weight “${name}” is ${tensor.shape.join(' × ')}, but the model’s config.json says ${shape.join(' × ')}.`,
      );
    }
    return { shape, values: () => toFloat32(tensor) };
  }

  values(name: string): Float32Array<ArrayBuffer> {
    return toFloat32(this.find(name));
  }

  /** A function to some rows of a table. Its bytes are read once and held: every batch asks for rows. */
  rows(name: string, width: number): (indices: Int32Array) => Float32Array<ArrayBuffer> {
    const tensor = this.find(name);
    let table: Uint8Array | null = null;
    return (indices) => {
      const bytes = (table ??= tensor.bytes);
      const each = bytes.length / (tensor.shape[0] ?? 1);
      const gathered = new Uint8Array(indices.length * each);
      indices.forEach((row, at) => {
        gathered.set(bytes.subarray(row * each, (row + 1) * each), at * each);
      });
      return toFloat32({ type: tensor.type, shape: [indices.length, width], bytes: gathered });
    };
  }
}
