// The self-check at the first start of a graphics card, on a real one of a browser; and what a card that fails leads to.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { trainsRight } from '../../src/pipeline/train/trainsRight';
import { getTuning } from '../../src/storage/tuning';
import { database } from '../../src/storage/database';
import type { View } from '../../src/tensor/device';
import { startDevice } from '../../src/tensor/startDevice';
import { createWebGPUDevice, type WebGPUDevice } from '../../src/tensor/webgpu/webgpuDevice';

beforeEach(async () => (await database()).clear('tuning'));
afterEach(() => vi.restoreAllMocks());

test('a card that computes right is used, and not checked again', async () => {
  const submit = vi.spyOn(GPUQueue.prototype, 'submit');
  const { compute, dispose } = await startDevice('webgpu', trainsRight);
  expect(submit).toHaveBeenCalled();
  expect(compute.kind).toBe('webgpu');
  const key = `training check of ${compute.adapter}`;
  expect(await getTuning(key)).toEqual({ right: navigator.userAgent });
  dispose();
  submit.mockClear();
  (await startDevice('webgpu', trainsRight)).dispose();
  expect(submit).not.toHaveBeenCalled();
});

describe('a card whose memory ends under a run', () => {
  /** From now on the card has no room for another buffer: what it gives instead is invalid, as WebGPU says. */
  const fill = (card: GPUDevice) => {
    const invalid = { size: 2 ** 52, usage: GPUBufferUsage.STORAGE };
    const pop = card.popErrorScope.bind(card);
    vi.spyOn(card, 'createBuffer').mockImplementation(() => GPUDevice.prototype.createBuffer.call(card, invalid));
    // Too large is invalid; that there is no room can't be had on demand.
    vi.spyOn(card, 'pushErrorScope').mockImplementation(() =>
      GPUDevice.prototype.pushErrorScope.call(card, 'validation'),
    );
    vi.spyOn(card, 'popErrorScope').mockImplementation(async () =>
      (await pop()) ? new GPUOutOfMemoryError('no room') : null,
    );
  };

  test.each([
    ['in an allocation', (device: WebGPUDevice) => device.read(device.allocate(4))],
    ['in a read', (device: WebGPUDevice, view: View) => device.read(view)],
  ])('%s: a sentence, never numbers', async (_, use) => {
    const device = await createWebGPUDevice();
    const view = device.allocate(2 ** 20);
    device.write(view, Float32Array.of(1));
    await device.read(view);
    fill(device.gpu);
    await expect(use(device, view)).rejects.toMatchObject({
      code: 'CardFailed',
      message: expect.stringMatching(/has no room for another \d+ MB/) as string,
    });
    device.dispose();
  });

  test('in a step: what is read next is refused', async () => {
    const device = await createWebGPUDevice();
    const view = device.allocate(4);
    device.gpu.queue.writeBuffer(device.gpu.createBuffer({ size: 4, usage: 0 }), 0, new Uint8Array(4));
    await device.gpu.queue.onSubmittedWorkDone();
    await expect(device.read(view)).rejects.toMatchObject({ code: 'CardFailed' });
    device.dispose();
  });
});

test('a card that computes wrongly is not used, and the page is told why', async () => {
  const request = navigator.gpu.requestAdapter.bind(navigator.gpu);
  // As Firefox has it: without a name, and nothing that says that it is software.
  const told = { vendor: '', architecture: '', description: '', isFallbackAdapter: false };
  vi.spyOn(navigator.gpu, 'requestAdapter').mockImplementation(async (options) => {
    const adapter = await request(options);
    for (const [name, value] of Object.entries(told)) Object.defineProperty(adapter?.info ?? {}, name, { value });
    return adapter;
  });
  const wrong = () => Promise.resolve(false);
  const started = await startDevice('automatic', wrong);
  expect(started.compute).toMatchObject({
    kind: 'wasm',
    why: expect.stringContaining('The graphics card computes training steps wrongly, so it is not used.'),
  });
  started.dispose();
  await expect(startDevice('webgpu', wrong)).rejects.toThrow('wrongly, so it is not used. Choose “Automatic”');
});
