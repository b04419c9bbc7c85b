// The encoder's tensors as Hone keeps them: query, key and value side by side in one matrix, linear weights as
// [in, out]. From a checkpoint's tensors, and back to the names and layouts of Hugging Face.

import { elementAt } from '../domain/element';
import { Failure } from '../domain/failures';
import { lazyTensor, toFloat32, type StoredTensor } from '../tensor/safetensors';
import { transposed } from '../tensor/transposed';
import type { Architecture, TensorKind, TensorLayout } from './architectures/architecture';
import type { EncoderConfig } from './architectures/architecture';

export interface EncoderTensor {
  shape: number[];
  kind: TensorKind;
  /** The layer it belongs to; −1 for the embeddings. */
  layer: number;
  values: () => Float32Array<ArrayBuffer>;
  /** Some rows of a table, `[rows * width]`. */
  rows?: (indices: Int32Array) => Float32Array<ArrayBuffer>;
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
  return new Map(
    config.architecture.tensors(config).map((layout) => {
      const { name, shape, kind, layer, parts } = layout;
      for (const part of parts) reader.check(part, partShape(layout));
      const values = () => {
        const all = concatenated(parts.map((part) => reader.values(part)));
        const [inputs = 0, outputs = 0] = shape;
        return kind === 'matrix' ? transposed(all, outputs, inputs) : all;
      };
      const [table = ''] = parts;
      const rows = kind === 'table' && { rows: reader.rows(table, elementAt(shape, 1)) };
      return [name, { shape, kind, layer, values, ...rows }];
    }),
  );
}

/** What Hugging Face's files say of the shape of one part. */
function partShape({ shape, kind, parts }: TensorLayout): number[] {
  const [first = 0, second = 0] = shape;
  if (kind === 'matrix') return [second / parts.length, first];
  return kind === 'bias' ? [first / parts.length] : shape;
}

/** The names, without the architecture's prefix, of all tensors that an encoder's file must have. */
export function encoderTensorNames(config: EncoderConfig): string[] {
  return config.architecture.tensors(config).flatMap(({ parts }) => parts);
}

/** A tensor's name without the architecture's prefix. */
export function bareName(name: string, { prefix }: Architecture): string {
  return name.startsWith(`${prefix}.`) ? name.slice(prefix.length + 1) : name;
}

/**
 * Tensors of Hone's names as Hugging Face names (without the architecture's prefix) and lays them out. The bytes are made
 * when they are asked for.
 */
export function huggingFaceTensors(
  tensors: ReadonlyMap<string, Pick<EncoderTensor, 'shape' | 'values'>>,
  config: EncoderConfig,
): Map<string, StoredTensor> {
  const layouts = new Map(config.architecture.tensors(config).map((own) => [own.name, own]));
  const stored = new Map<string, StoredTensor>();
  for (const [name, { values }] of tensors) {
    const layout = layouts.get(name);
    layout?.parts.forEach((part, index) => stored.set(part, onePart(values, layout, index)));
  }
  return stored;
}

/** One of the tensors that lie side by side. */
function onePart(values: () => Float32Array<ArrayBuffer>, layout: TensorLayout, index: number): StoredTensor {
  const { shape, kind, parts } = layout;
  const own = partShape(layout);
  return lazyTensor(own, () => {
    const [inputs = 0, outputs = 0] = shape;
    // Transposed, the parts lie one below the other.
    const all = kind === 'matrix' ? transposed(values(), inputs, outputs) : values();
    const size = all.length / parts.length;
    return parts.length === 1 ? all : all.slice(index * size, (index + 1) * size);
  });
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
    private readonly architecture: Architecture,
  ) {}

  private find(name: string): StoredTensor {
    const found = this.tensors.get(name) ?? this.tensors.get(`${this.architecture.prefix}.${name}`);
    if (found) return found;
    throw new Failure('ModelBroken', `The model file lacks the weight “${name}”.`);
  }

  check(name: string, shape: number[]): void {
    const tensor = this.find(name);
    if (tensor.shape.join() !== shape.join()) {
      throw new Failure(
        'ModelBroken',
        `The weight “${name}” is ${tensor.shape.join(' × ')}, but the model’s config.json says ${shape.join(' × ')}.`,
      );
    }
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
      const each = bytes.length / elementAt(tensor.shape, 0);
      const gathered = new Uint8Array(indices.length * each);
      indices.forEach((row, at) => {
        gathered.set(bytes.subarray(row * each, (row + 1) * each), at * each);
      });
      return toFloat32({ type: tensor.type, shape: [indices.length, width], bytes: gathered });
    };
  }
}
