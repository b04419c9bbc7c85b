// Reads and writes safetensors: an 8-byte little-endian header length, a JSON header, raw bytes.
// Format: https://github.com/huggingface/safetensors (README, "Format"). The reader is stricter than the
// reference: it also refuses gaps and trailing bytes, so that no byte of a file goes unexplained.

import type { ByteFile } from '../domain/byteFile';
import { Failure } from '../domain/failures';
import { modelLimits } from '../domain/limits';
import { unpackedEightBits } from './eightBits';
import { brainToSingle, halfToSingle } from './halfPrecision';

const bytesPerElement = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2, F8_E4M3: 1, F8_E5M2: 1 },
  ...{ I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 },
} as const;
export type TensorType = keyof typeof bytesPerElement;

/** A tensor as it lies in a file. */
export interface StoredTensor {
  type: TensorType;
  shape: number[];
  /** Little-endian, row major. They may be read anew at each access: ask once, and let go of them. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of a tensor of 8 bits: value = number · scale. One scale of all, or `[rows]` (scaledTensors.ts). */
  scales?: StoredTensor;
}

/** A file that is in memory; what is read of it are views. */
function inMemory(file: ArrayBuffer): ByteFile {
  return {
    size: file.byteLength,
    read: (start, end) => new Uint8Array(file, start, end - start),
  };
}

function broken(what: string): Failure {
  return new Failure('ModelBroken', `The model file can’t be used: ${what}. Download it again or choose another one.`);
}

/**
 * The tensors of a safetensors file by name. Only the header is read; no tensor is copied, and the bytes of each are read
 * of `file` when they are asked for.
 *
 * @throws Failure `ModelBroken` for anything the format does not allow.
 */
export function readSafetensors(given: ArrayBuffer | ByteFile): Map<string, StoredTensor> {
  const file = given instanceof ArrayBuffer ? inMemory(given) : given;
  if (file.size < 10) throw broken('it is too short to be a safetensors file');
  const length = file.read(0, 8);
  const headerBytes = Number(new DataView(length.buffer, length.byteOffset).getBigUint64(0, true));
  if (headerBytes > Math.min(modelLimits.headerBytes, file.size - 8)) {
    throw broken('its header is longer than the file allows');
  }
  const header = parseHeader(file.read(8, 8 + headerBytes));
  const dataStart = 8 + headerBytes;
  const tensors = new Map<string, StoredTensor>();
  const spans: { name: string; start: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { type, shape, start, end } = readEntry(name, entry);
    if (dataStart + end > file.size) throw broken(`“${name}” ends beyond the file`);
    spans.push({ name, start, end });
    tensors.set(name, {
      type,
      shape,
      get bytes() {
        return file.read(dataStart + start, dataStart + end);
      },
    });
  }
  if (tensors.size > modelLimits.tensors) throw broken(`it holds ${tensors.size} tensors`);
  checkCoverage(spans, file.size - dataStart);
  return tensors;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const parsed: unknown = JSON.parse(text);
    if (isRecord(parsed) && !Array.isArray(parsed)) return parsed;
  } catch {
    // Said below, in the user's words.
  }
  throw broken('its header is not readable');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTensorType(value: unknown): value is TensorType {
  return typeof value === 'string' && Object.hasOwn(bytesPerElement, value);
}

function readEntry(name: string, entry: unknown) {
  if (!isRecord(entry)) throw broken(`the entry of “${name}” is not readable`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (!isTensorType(dtype)) throw broken(`“${name}” has the unknown type ${String(dtype)}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) throw broken(`“${name}” has no valid shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw broken(`“${name}” has no valid place in the file`);
  }
  const [start = 0, end = 0] = offsets;
  const size = shape.reduce((product, length) => product * length, bytesPerElement[dtype]);
  if (end - start !== size) throw broken(`“${name}” does not fill its place in the file`);
  return { type: dtype, shape, start, end };
}

function checkCoverage(spans: { name: string; start: number; end: number }[], total: number): void {
  let position = 0;
  for (const { name, start, end } of spans.sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== position) throw broken(`“${name}” overlaps another tensor or leaves a gap`);
    position = end;
  }
  if (position !== total) throw broken('it has bytes that belong to no tensor');
}

/**
 * A stored tensor's values in single precision, row major. They may be the tensor's own memory: do not write to them.
 *
 * @throws Failure `ModelBroken` when the tensor holds integers.
 */
export function toFloat32(tensor: StoredTensor): Float32Array<ArrayBuffer> {
  const { bytes } = tensor;
  // Else a copy: bytes within a file may start anywhere, typed arrays need alignment.
  const { buffer } = bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
  switch (tensor.type) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F64':
      return Float32Array.from(new Float64Array(buffer));
    case 'F16':
      return halfToSingle(new Uint16Array(buffer));
    case 'BF16':
      return brainToSingle(new Uint16Array(buffer));
    case 'I8':
      if (!tensor.scales) throw broken('a weight is stored in 8 bits without its scale');
      return unpackedEightBits(new Int8Array(buffer), toFloat32(tensor.scales));
    case 'F8_E4M3':
    case 'F8_E5M2':
      throw broken('a weight is stored in 8-bit floating point, which Hone does not read');
    case 'I64':
    case 'I32':
    case 'I16':
    case 'U64':
    case 'U32':
    case 'U16':
    case 'U8':
    case 'BOOL':
      throw broken('a weight is stored as whole numbers');
    default:
      return tensor.type satisfies never;
  }
}

/** Single-precision values as a tensor to store. */
export function fromFloat32(values: Float32Array<ArrayBuffer>, shape: number[]): StoredTensor {
  return {
    type: 'F32',
    shape,
    bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  };
}

/** Single-precision values as a tensor to store, made each time its bytes are read. */
export function lazyTensor(shape: number[], values: () => Float32Array<ArrayBuffer>): StoredTensor {
  return {
    type: 'F32',
    shape,
    get bytes() {
      return fromFloat32(values(), shape).bytes;
    },
  };
}

/** Bytes that a tensor takes in a file. */
export function byteLength({ type, shape }: Pick<StoredTensor, 'type' | 'shape'>): number {
  return shape.reduce((product, length) => product * length, bytesPerElement[type]);
}

/**
 * A safetensors file, in parts to be written one after another; each tensor is read when its turn comes. The header is
 * padded with spaces to a multiple of 8 bytes, and says `{"format": "pt"}`, without which transformers 4 refuses the file.
 */
export function* safetensorsParts(tensors: ReadonlyMap<string, StoredTensor>): Generator<Uint8Array<ArrayBuffer>> {
  const header: [name: string, entry: unknown][] = [['__metadata__', { format: 'pt' }]];
  let position = 0;
  for (const [name, tensor] of tensors) {
    const end = position + byteLength(tensor);
    header.push([name, { dtype: tensor.type, shape: tensor.shape, data_offsets: [position, end] }]);
    position = end;
  }
  // Not by assignment: a tensor may be called __proto__.
  const json = JSON.stringify(Object.fromEntries(header));
  const text = new TextEncoder().encode(json);
  const padded = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text, 8);
  new DataView(padded.buffer).setBigUint64(0, BigInt(padded.length - 8), true);
  yield padded;
  for (const tensor of tensors.values()) yield tensor.bytes;
}

/** A safetensors file, whole, in parts. */
export function writeSafetensors(tensors: ReadonlyMap<string, StoredTensor>): Uint8Array<ArrayBuffer>[] {
  return [...safetensorsParts(tensors)];
}
