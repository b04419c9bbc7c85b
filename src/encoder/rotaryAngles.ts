// The angles by which rotary positions turn queries and keys (Su et al. 2021, arXiv 2104.09864, equation 15).

import type { Memory } from '../tensor/allocations';
import type { View } from '../tensor/device';
import type { EncoderSizes } from './sizes';

/** Tables of angles on a device, by their theta. */
export type RotaryTables = ReadonlyMap<number, View>;

/** Radians per position, `[size / 2]`, rounded as transformers does. */
export function rotaryFrequencies(theta: number, size: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: size / 2 }, (_, i) => 1 / Math.fround(theta ** ((2 * i) / size)));
}

/** Of each position the cosines of its angles, then their sines, `[positions, size]`. */
export function rotaryAngles(theta: number, size: number, positions: number): Float32Array<ArrayBuffer> {
  const frequencies = rotaryFrequencies(theta, size);
  const angles = new Float32Array(positions * size);
  for (let position = 0; position < positions; position++) {
    frequencies.forEach((frequency, i) => {
      const angle = Math.fround(position * frequency);
      angles[position * size + i] = Math.cos(angle);
      angles[position * size + size / 2 + i] = Math.sin(angle);
    });
  }
  return angles;
}

/** Takes the memory of an encoder's tables; none where it has no rotary positions. Whoever takes it fills it. */
export function takeRotaryTables(
  memory: Memory,
  tokens: number,
  { attention = [], hiddenSize, headCount, maxPositions }: EncoderSizes,
): RotaryTables {
  const thetas = new Set(attention.map(({ theta }) => theta));
  const length = (Math.min(tokens, maxPositions) * hiddenSize) / headCount;
  return new Map([...thetas].map((theta) => [theta, memory.take(length)]));
}
