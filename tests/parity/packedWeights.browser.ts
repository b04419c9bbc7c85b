// Frozen weights that stay packed on the device, in half precision or in 8 bits: nothing else may change by it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import config from '../fixtures/bert/config.json';
import expected from '../fixtures/bert/expected.json';
import weights from '../fixtures/bert/model.safetensors?url';
import type { Device } from '../../src/tensor/device';
import { halfToSingle, singleToHalf } from '../../src/tensor/halfPrecision';
import { lazyTensor, toFloat32, type StoredTensor } from '../../src/tensor/safetensors';
import { scaledTensors } from '../../src/tensor/scaledTensors';
import { createWasmDevice, type WasmDevice } from '../../src/tensor/wasm/wasmDevice';
import { createWebGPUDevice, type WebGPUDevice } from '../../src/tensor/webgpu/webgpuDevice';
import { inEightBits, unpacked } from '../support/eightBits';
import { adapterStep, parityFixture } from '../support/parityFixture';

const inSingle = parityFixture(config, await (await fetch(weights)).arrayBuffer(), expected);
let device: WebGPUDevice;
let processor: WasmDevice;
beforeAll(async () => {
  device = await createWebGPUDevice();
  processor = await createWasmDevice();
});
afterAll(() => {
  device.dispose();
  processor.dispose();
});

/** A tensor whose numbers all are of half precision. */
function rounded(tensor: StoredTensor): StoredTensor {
  return lazyTensor(tensor.shape, () => halfToSingle(singleToHalf(toFloat32(tensor))));
}

const reading = (readsHalves: boolean): Device => ({ ...device, readsHalves });

test('weights in half precision give the same logits and gradients, bit for bit', async () => {
  const tensors = new Map([...inSingle.tensors].map(([name, own]) => [name, rounded(own)]));
  const wanted = await adapterStep(reading(false), inSingle, tensors);
  const actual = await adapterStep(reading(true), inSingle, tensors);
  expect(wanted.kept.map(({ value }) => value.halves)).toEqual([undefined, undefined, undefined]);
  expect(actual.kept.map(({ value }) => value.halves)).toEqual([true, true, true]);
  expect(actual.logits).toEqual(wanted.logits);
  expect(actual.gradients).toEqual(wanted.gradients);
  expect(actual.gradients.size).toBeGreaterThan(8);
  expect(device.errors).toEqual([]);
});

test('weights that would lose anything by half precision stay in single precision', async () => {
  const { kept } = await adapterStep(reading(true), inSingle, inSingle.tensors);
  expect(kept.map(({ value }) => value.halves)).toEqual([undefined, undefined, undefined]);
});

test.each(['webgpu', 'wasm'] as const)(
  'weights in 8 bits give the same logits and gradients, bit for bit: %s',
  async (kind) => {
    const own = kind === 'webgpu' ? device : processor;
    const tensors = scaledTensors(inEightBits(inSingle.tensors));
    const wanted = await adapterStep(own, inSingle, unpacked(tensors));
    const actual = await adapterStep(own, inSingle, tensors);
    expect(wanted.kept.map(({ scale, scales }) => [scale, scales])).toEqual(Array(3).fill([undefined, undefined]));
    expect(actual.kept.map(({ scale, scales }) => (scale ? 'one' : scales?.length))).toEqual(['one', 96, 32]);
    expect(actual.logits).toEqual(wanted.logits);
    expect(actual.gradients).toEqual(wanted.gradients);
    expect(device.errors).toEqual([]);
  },
);
