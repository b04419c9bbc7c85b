// Weights in half precision: half the size, with about three decimal digits.

import { singleToHalf } from './halfPrecision';
import { toFloat32, type StoredTensor } from './safetensors';

/** Tensors in half precision, each made when its bytes are read. What is stored in half precision stays as it is. */
export function halfTensors(tensors: ReadonlyMap<string, StoredTensor>): Map<string, StoredTensor> {
  return new Map([...tensors].map(([name, tensor]) => [name, halfTensor(tensor)]));
}

function halfTensor(tensor: StoredTensor): StoredTensor {
  if (tensor.type === 'F16') return tensor;
  return {
    type: 'F16',
    shape: tensor.shape,
    get bytes() {
      return new Uint8Array(singleToHalf(toFloat32(tensor)).buffer);
    },
  };
}
