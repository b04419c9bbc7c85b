// The encoder's tensors as Hone keeps them: query, key and value side by side in one matrix, linear weights as
// [in, out]. From a checkpoint's tensors, and back to the names and layouts of Hugging Face.

import { elementAt } from '../domain/element';
import { Failure } from '../domain/failures';
import type { EightBits } from '../tensor/eightBits';
import { fromFloat32, lazyTensor, toFloat32, type StoredTensor } from '../tensor/safetensors';
import { sizeOf } from '../tensor/parameters';
import { transposed } from '../tensor/transposed';
import type { Architecture, TensorKind, TensorLayout } from './architectures/architecture';
import type { EncoderConfig } from './architectures/architecture';

export interface EncoderTensor {
  shape: number[];
  kind: TensorKind;
  /** The layer it belongs to; −1 for the embeddings. */
  layer: number;
  values: () => Float32Array<ArrayBuffer>;
  /** The same values in 8 bits; absent where they are stored otherwise, or kernels can't unpack them. */
  eightBits?: () => EightBits;
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
        const all = joined(
          parts.map((part) => reader.values(part)),
          singles,
        );
        const [inputs = 0, outputs = 0] = shape;
        return kind === 'matrix' ? transposed(all, outputs, inputs) : all;
      };
      const [table = ''] = parts;
      const rows = kind === 'table' && { rows: reader.rows(table, elementAt(shape, 1)) };
      const eightBits = reader.eightBits(layout);
      return [name, { shape, kind, layer, values, ...(eightBits && { eightBits }), ...rows }];
    }),
  );
}

/** What Hugging Face's files say of the shape of one part. */
function partShape({ shape, kind, parts }: TensorLayout): number[] {
  const [first = 0, second = 0] = shape;
  if (kind === 'matrix') return [second / parts.length, first];
  return kind === 'bias' ? [first / parts.length] : shape;
}

/** Whether kernels read a weight as vectors of four, as they unpack it. Of a table only the rows' own length counts. */
export function isReadInVectors(kind: TensorKind, shape: number[]): boolean {
  const lengths = kind === 'table' ? shape.slice(1) : shape;
  return (kind === 'matrix' || kind === 'table') && lengths.every((length) => length % 4 === 0);
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

const bytes = (length: number) => new Int8Array(length);
const singles = (length: number) => new Float32Array(length);

/** Numbers one after another; of one part they are its own. */
function joined<Numbers extends Float32Array<ArrayBuffer> | Int8Array<ArrayBuffer>>(
  parts: readonly Numbers[],
  make: (length: number) => Numbers,
): Numbers {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const all = make(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

const zeros = ({ shape }: StoredTensor): EightBits => ({
  values: new Int8Array(sizeOf(shape)),
  scales: Float32Array.of(1),
});

function int8({ bytes }: StoredTensor): Int8Array<ArrayBuffer> {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** One scale of all rows, given to each. */
function spread(scales: Float32Array<ArrayBuffer>, rows: number): Float32Array<ArrayBuffer> {
  return scales.length === 1 ? new Float32Array(rows).fill(elementAt(scales, 0)) : scales;
}

/** The scales of some rows of a table. */
function scalesOfRows(scales: StoredTensor, rows: Int32Array): StoredTensor {
  const all = toFloat32(scales);
  return all.length === 1
    ? scales
    : fromFloat32(
        Float32Array.from(rows, (row) => elementAt(all, row)),
        [rows.length],
      );
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

  /**
   * The 8 bits of a tensor as a device holds them: of a matrix with a scale for each output, of a table with one. `null`
   * where any part of it is stored otherwise, or kernels can't unpack it.
   */
  eightBits({ shape, kind, parts }: TensorLayout): (() => EightBits) | null {
    if (!isReadInVectors(kind, shape)) return null;
    const stored = parts.map((part) => this.find(part));
    const scales = stored.flatMap(({ scales: own }) => own ?? []);
    if (scales.length < parts.length) return null;
    const [inputs = 0, outputs = 0] = shape;
    if (kind === 'matrix') {
      return () => ({
        values: transposed(joined(stored.map(int8), bytes), outputs, inputs),
        scales: joined(
          scales.map((own) => spread(toFloat32(own), outputs / parts.length)),
          singles,
        ),
      });
    }
    const [[table], [scale]] = [stored, scales];
    if (!table || !scale || sizeOf(scale.shape) !== 1) return null;
    return () => {
      const own = toFloat32(scale);
      // To the kernel, a table of scale 0 is in single precision.
      return own[0] === 0 ? zeros(table) : { values: int8(table), scales: own };
    };
  }

  /** A function to some rows of a table. Its bytes are read once and held: every batch asks for rows. */
  rows(name: string, width: number): (indices: Int32Array) => Float32Array<ArrayBuffer> {
    const tensor = this.find(name);
    const { type, scales } = tensor;
    let table: Uint8Array | null = null;
    return (indices) => {
      const whole = (table ??= tensor.bytes);
      const each = whole.length / elementAt(tensor.shape, 0);
      const gathered = new Uint8Array(indices.length * each);
      indices.forEach((row, at) => {
        gathered.set(whole.subarray(row * each, (row + 1) * each), at * each);
      });
      const own = scales && { scales: scalesOfRows(scales, indices) };
      return toFloat32({ type, shape: [indices.length, width], bytes: gathered, ...own });
    };
  }
}
