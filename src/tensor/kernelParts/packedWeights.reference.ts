import type { View } from '../device';
import { unpackedEightBits } from '../eightBits';
import { at, floats, words } from '../reference/hostMemory';

/** The 8-bit numbers that lie in a view, four an element. */
const eightBits = (view: View) => {
  const packed = words(view);
  return new Int8Array(packed.buffer, packed.byteOffset, packed.byteLength);
};

/** A weight `[inputs, outputs]`, unpacked where it has scales. */
export function weightValues(weight: View, scales: View | undefined): Float32Array {
  if (!scales) return floats(weight);
  const [values, own] = [eightBits(weight), floats(scales)];
  const unpacked = new Float32Array(values.length);
  values.forEach((value, index) => (unpacked[index] = value * at(own, index % own.length)));
  return unpacked;
}

/** A table, unpacked where it has a scale. */
export function tableValues(table: View, scale = 0): Float32Array {
  return scale === 0 ? floats(table) : unpackedEightBits(eightBits(table), Float32Array.of(scale));
}
