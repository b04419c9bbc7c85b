// General tensor algebra on the engine's graphics card, by TensorFlow.js, in real Chromium.

import { afterEach, beforeAll, expect, test } from 'vitest';
import { EncodingTable } from '../../src/analysis/encodingTable';
import { nearestTo } from '../../src/analysis/nearest';
import { createWasmDevice } from '../../src/tensor/wasm/wasmDevice';
import { createWebGPUDevice, type WebGPUDevice } from '../../src/tensor/webgpu/webgpuDevice';
import { analysisCases } from '../support/analysisParity';

let device: WebGPUDevice;
beforeAll(async () => {
  device = await createWebGPUDevice();
});
afterEach(() => {
  expect(device.errors).toEqual([]);
});

test.each(analysisCases)('$name', ({ run }) => run(device));

test('what the engine writes later is read, for nothing is copied', async () => {
  const table = new EncodingTable(device, 4, 128);
  const row = Float32Array.from([0, 0, 1, 0]);
  const nearest = () => table.use((rows) => nearestTo(rows, row, 1));
  table.add(new Float32Array(64 * 4));
  expect((await nearest())[0]?.similarity).toBe(0);
  table.add(row);
  expect((await nearest())[0]).toEqual({ row: 64, similarity: 1 });
  // Disposing a tensor left the engine's buffer alone.
  expect((await nearest())[0]).toEqual({ row: 64, similarity: 1 });
  table.dispose();
});

test('from one device to another and back', async () => {
  const wasm = await createWasmDevice({ threads: 1 });
  for (const on of [wasm, device, wasm]) {
    const table = new EncodingTable(on, 4, 64);
    table.add(Float32Array.from([1, 0, 0, 0, 0, 1, 0, 0]));
    const [first] = await table.use((rows) => nearestTo(rows, Float32Array.from([0, 1, 0, 0]), 1));
    expect(first).toEqual({ row: 1, similarity: 1 });
    table.dispose();
  }
  wasm.dispose();
});
