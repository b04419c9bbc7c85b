// Whether a tensor's numbers are numbers: a training that broke down leaves NaN, one in half precision infinities.

import { toFloat32, type StoredTensor } from './safetensors';

/** Whether every value is finite. Of weights in 8 bits only the scales can be otherwise. Whole numbers always are. */
export function isFiniteTensor(tensor: StoredTensor): boolean {
  if (tensor.scales) return isFiniteTensor(tensor.scales);
  switch (tensor.type) {
    case 'F32':
      return noneOf(new Uint32Array(aligned(tensor)), 0x7f80_0000);
    case 'F16':
      return noneOf(new Uint16Array(aligned(tensor)), 0x7c00);
    case 'BF16':
      return noneOf(new Uint16Array(aligned(tensor)), 0x7f80);
    case 'F64':
      return toFloat32(tensor).every(Number.isFinite);
    default:
      return true;
  }
}

/** No infinity and no NaN: both have all bits of the exponent. */
function noneOf(bits: Uint32Array | Uint16Array, exponent: number): boolean {
  for (let at = 0; at < bits.length; at++) if (((bits[at] ?? 0) & exponent) === exponent) return false;
  return true;
}

function aligned({ bytes }: StoredTensor): ArrayBuffer {
  return bytes.length === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
}
