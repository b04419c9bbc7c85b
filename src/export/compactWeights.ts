// The weights of a page of one file: what the base model has in 8 bits stays as it is, and the rest is as exact as there is
// room for.

import type { PageFileWeights } from '../domain/ownPage';
import { byteLength, fromFloat32, toFloat32, type StoredTensor } from '../tensor/safetensors';
import { asHalf } from './huggingFaceWeights';
import { quantizedRows } from './onnx/quantize';

/**
 * Tensors as a file with 8 bits holds them: each of 8 bits with its scale beside it (tensor/scaledTensors.ts). Vectors and
 * the head stay as they are, since they are small.
 *
 * @param weights how the other matrices are stored
 * @param always8Bits names of matrices to which 8 bits do no harm
 */
export function compactTensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  weights: PageFileWeights,
  { isHead, always8Bits }: { isHead: (name: string) => boolean; always8Bits: (name: string) => boolean },
): Map<string, StoredTensor> {
  const compact = new Map<string, StoredTensor>();
  for (const [name, tensor] of tensors) {
    if (tensor.scales) {
      compact.set(name, asStored(tensor)).set(`${name}_scale`, tensor.scales);
    } else if (tensor.shape.length !== 2 || isHead(name)) {
      compact.set(name, tensor);
    } else if (weights === 'eightBits' || always8Bits(name)) {
      const [rows = 0] = tensor.shape;
      const { values, scales } = quantizedRows({ shape: tensor.shape, values: () => toFloat32(tensor) });
      compact.set(
        name,
        lazy('I8', tensor.shape, () => new Uint8Array(values().buffer)),
      );
      compact.set(
        `${name}_scale`,
        lazy('F32', [rows, 1], () => fromFloat32(scales(), [rows, 1]).bytes),
      );
    } else {
      compact.set(name, weights === 'half' ? asHalf(name, tensor) : tensor);
    }
  }
  return compact;
}

/** Bytes of all tensors. */
export function tensorBytes(tensors: ReadonlyMap<string, StoredTensor>): number {
  return [...tensors.values()].reduce((sum, tensor) => sum + byteLength(tensor), 0);
}

/** Without the scale, which is written as a tensor of its own. */
const asStored = (tensor: StoredTensor) => lazy(tensor.type, tensor.shape, () => tensor.bytes);

function lazy(type: StoredTensor['type'], shape: number[], bytes: () => Uint8Array<ArrayBuffer>): StoredTensor {
  return {
    type,
    shape,
    get bytes() {
      return bytes();
    },
  };
}
