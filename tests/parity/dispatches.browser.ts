// How many kernels a layer costs on WebGPU, and that a step allocates nothing.

import { afterAll, beforeAll, expect, test } from 'vitest';
import config from '../fixtures/bert/config.json';
import expected from '../fixtures/bert/expected.json';
import weights from '../fixtures/bert/model.safetensors?url';
import { loraTargets, type LoraShape, type LoraTarget } from '../../src/encoder/lora';
import type { TrainingScope } from '../../src/encoder/scope';
import { createWebGPUDevice, type WebGPUDevice } from '../../src/tensor/webgpu/webgpuDevice';
import { fixtureClassifier, fixtureState, parityFixture } from '../support/parityFixture';

const fixture = parityFixture(config, await (await fetch(weights)).arrayBuffer(), expected);
let device: WebGPUDevice;
beforeAll(async () => {
  device = await createWebGPUDevice();
});
afterAll(() => device.dispose());

async function gradientDispatches(scope: TrainingScope): Promise<number> {
  const classifier = fixtureClassifier(device, fixture, scope);
  await classifier.prepareTraining({ kind: 'ids' });
  const { batch, labels } = fixture;
  const step = () => {
    classifier.run('gradients', { batch, labels, state: fixtureState });
    classifier.update();
  };
  step();
  const { allocations, bytesUploaded } = device.counters;
  step();
  await device.finish();
  expect(device.counters.allocations).toBe(allocations);
  // Token ids, starts and labels of a small batch, and the step's few numbers.
  expect(device.counters.bytesUploaded - bytesUploaded).toBeLessThan(2048);
  const dispatches = classifier.dispatches('gradients');
  classifier.dispose();
  classifier.store.dispose();
  return dispatches;
}

const frozenLayer = 7;
const adapters = (targets: readonly LoraTarget[]): LoraShape => ({
  rank: 2,
  alpha: 4,
  targets,
});

test.each([
  ['every weight', null, 21],
  ['adapters on query and value', adapters(['query', 'value']), 19],
  ['adapters on all linear layers', adapters(loraTargets), 31],
])('a trained layer, forward and backward: %s', async (_, shape, count) => {
  const scope = { adapters: shape, embeddings: false };
  const both = await gradientDispatches({ ...scope, firstLayer: 0 });
  const upper = await gradientDispatches({ ...scope, firstLayer: 1 });
  expect(both - upper + frozenLayer).toBe(count);
  expect(device.errors).toEqual([]);
});
