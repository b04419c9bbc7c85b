// Half precision to the bit: every pattern, and single-precision numbers of every size.

import { expect, test } from 'vitest';
import { packStepState, stepStateLength } from '../../../src/tensor/device';
import { halfToSingle, singleToHalf } from '../../../src/tensor/halfPrecision';
import { createWasmDevice } from '../../../src/tensor/wasm/wasmDevice';

const hidden = 65536;

/** Keeps a row in the cache, or gathers it from there; gives the bits that were written. */
async function convert(kernel: 'keepTokens' | 'gatherTokens', input: Uint32Array) {
  const device = await createWasmDevice({ threads: 1 });
  const [x, cache] = [device.allocate(hidden), device.allocate(hidden / 2)];
  const state = device.allocate(stepStateLength);
  const [textOf, cacheStarts, starts] = [device.allocate(1), device.allocate(1), device.allocate(2)];
  device.write(starts, Uint32Array.of(0, 1));
  device.write(kernel === 'keepTokens' ? x : cache, input);
  const size = { tokens: 1, texts: 1 };
  const layout = { hidden, starts, textOf, cache, cacheStarts };
  const program = await device.compile(state, size, (kernels) =>
    kernel === 'keepTokens' ? kernels.keepTokens({ ...layout, x }) : kernels.gatherTokens({ ...layout, y: x }),
  );
  const rest = { accumulate: false, dropoutSeed: 0, lossScale: 1, learningRate: 0, step: 1 };
  device.write(state, packStepState({ ...size, ...rest, weightDecay: 0, maxGradientNorm: 0 }));
  program.run(size);
  return device.read(kernel === 'keepTokens' ? cache : x);
}

/** As `toEqual`, in a hundredth of its time. */
const areEqual = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).every((value, i) => Object.is(value, b[i]));

/** What is not a number has many bit patterns, which mean the same. */
const oneNaN = (half: number) => ((half & 0x7fff) > 0x7c00 ? 0x7e00 : half);

test('every half becomes the same single', async () => {
  const halves = Uint16Array.from({ length: hidden }, (_, index) => index);
  const singles = await convert('gatherTokens', new Uint32Array(halves.buffer));
  expect(areEqual(singles, halfToSingle(halves))).toBe(true);
});

test('singles of every size become the same half', async () => {
  // The upper 16 bits take every value, and the lower ones those at which rounding changes.
  for (const low of [0, 0x0001, 0x0fff, 0x1000, 0x1001, 0x3000, 0x8000, 0xf000, 0xffff]) {
    const bits = Uint32Array.from({ length: hidden }, (_, index) => index * 65536 + low);
    const kept = new Uint16Array((await convert('keepTokens', bits)).buffer);
    expect(areEqual(kept.map(oneNaN), singleToHalf(new Float32Array(bits.buffer)).map(oneNaN))).toBe(true);
  }
});
