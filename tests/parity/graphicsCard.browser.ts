// The self-check at the first start of a graphics card, on a real one of a browser; and what a card that fails leads to.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { trainsRight } from '../../src/pipeline/train/trainsRight';
import { getTuning } from '../../src/storage/tuning';
import { database } from '../../src/storage/database';
import { startDevice } from '../../src/tensor/startDevice';

beforeEach(async () => (await database()).clear('tuning'));
afterEach(() => vi.restoreAllMocks());

test('a card that computes right is used, and not checked again', async () => {
  const start = performance.now();
  const { compute, dispose } = await startDevice('webgpu', trainsRight);
  console.log(`The first start of a card took ${Math.round(performance.now() - start)} ms.`);
  expect(compute.kind).toBe('webgpu');
  const key = `training check of ${compute.adapter}`;
  expect(await getTuning(key)).toEqual({ right: navigator.userAgent });
  dispose();
  const again = performance.now();
  (await startDevice('webgpu', trainsRight)).dispose();
  expect(performance.now() - again).toBeLessThan((again - start) / 2);
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
