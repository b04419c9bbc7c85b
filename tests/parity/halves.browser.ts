// Frozen weights that are numbers of half precision, kept as such on the graphics card: nothing else may change by it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import config from '../fixtures/bert/config.json';
import expected from '../fixtures/bert/expected.json';
import weights from '../fixtures/bert/model.safetensors?url';
import type { Device } from '../../src/tensor/device';
import { halfToSingle, singleToHalf } from '../../src/tensor/halfPrecision';
import { lazyTensor, toFloat32, type StoredTensor } from '../../src/tensor/safetensors';
import { createWebGPUDevice, type WebGPUDevice } from '../../src/tensor/webgpu/webgpuDevice';
import { everyLinear, fillLora, fixtureClassifier, fixtureState, parityFixture } from '../support/parityFixture';

const inSingle = parityFixture(config, await (await fetch(weights)).arrayBuffer(), expected);
let device: WebGPUDevice;
beforeAll(async () => {
  device = await createWebGPUDevice();
});
afterAll(() => device.dispose());

/** A tensor whose numbers all are of half precision. */
function rounded(tensor: StoredTensor): StoredTensor {
  return lazyTensor(tensor.shape, () => halfToSingle(singleToHalf(toFloat32(tensor))));
}

/** Logits and every gradient of adapters on a frozen encoder, and how it holds its weights. */
async function trainingStep(readsHalves: boolean, tensors: Map<string, StoredTensor>) {
  const on: Device = { ...device, readsHalves };
  const fixture = { ...inSingle, tensors };
  const scope = { firstLayer: 0, adapters: everyLinear, embeddings: false };
  const classifier = fixtureClassifier(on, fixture, scope);
  await classifier.prepareTraining({ kind: 'ids' });
  const { store } = classifier;
  store.writeTrained(fillLora(await store.readTrained()));
  const { batch, labels } = fixture;
  classifier.run('gradients', { batch, labels, state: fixtureState });
  const gradients = await store.readGradients();
  const logits = await classifier.readLogits(labels.length);
  const kept = ['embeddings.words', 'layers.0.qkv.weight', 'layers.1.output.weight'].map(
    (name) => store.get(name).value.halves ?? false,
  );
  classifier.dispose();
  store.dispose();
  return { logits, gradients, kept };
}

test('weights in half precision give the same logits and gradients, bit for bit', async () => {
  const tensors = new Map([...inSingle.tensors].map(([name, own]) => [name, rounded(own)]));
  const wanted = await trainingStep(false, tensors);
  const actual = await trainingStep(true, tensors);
  expect(wanted.kept).toEqual([false, false, false]);
  expect(actual.kept).toEqual([true, true, true]);
  expect(actual.logits).toEqual(wanted.logits);
  expect(actual.gradients).toEqual(wanted.gradients);
  expect(actual.gradients.size).toBeGreaterThan(8);
  expect(device.errors).toEqual([]);
});

test('weights that would lose anything by it stay in single precision', async () => {
  const { kept } = await trainingStep(true, inSingle.tensors);
  expect(kept).toEqual([false, false, false]);
});
