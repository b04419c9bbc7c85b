// The self-check of a graphics card, with devices that compute wrongly as drivers do.

import { describe, expect, test } from 'vitest';
import { trainingFault } from '../../../src/encoder/trainingCheck';
import type { Device } from '../../../src/tensor/device';
import { recordingKernels } from '../../../src/tensor/kernels/specs';
import { createReferenceDevice } from '../../../src/tensor/reference/referenceDevice';
import { createWasmDevice } from '../../../src/tensor/wasm/wasmDevice';

const right = await createWasmDevice({ threads: 1 });

/** A device that leaves the launches of one kernel out: its results are zero, as with PowerVR's driver. */
function without(kernel: string): Device {
  const device = createReferenceDevice();
  const compile: Device['compile'] = (state, largest, record) =>
    device.compile(state, largest, (kernels) => {
      const passed = recordingKernels(({ name, args }) => {
        if (name !== kernel) Reflect.apply(Reflect.get(kernels, name) as () => void, kernels, [args]);
      });
      record(passed);
    });
  return { ...device, compile };
}

/** The kernels that a training step consists of. */
async function kernelsOfStep(): Promise<string[]> {
  const names = new Set<string>();
  const device = createReferenceDevice();
  const compile: Device['compile'] = (state, largest, record) => {
    record(recordingKernels(({ name }) => void names.add(name)));
    return device.compile(state, largest, record);
  };
  await trainingFault({ ...device, compile }, right);
  return [...names];
}

test('devices that agree have no fault', async () => {
  expect(await trainingFault(createReferenceDevice(), right)).toBe('');
});

describe('a device without the results of', async () => {
  const kernels = await kernelsOfStep();
  expect(kernels.length).toBeGreaterThan(10);

  test.each(kernels)('%s has one', async (kernel) => {
    expect(await trainingFault(without(kernel), right)).toMatch(/^loss .* instead of |^wrong gradients of /);
  });
});

test('results that are no numbers are a fault', async () => {
  const device = createReferenceDevice();
  const broken = {
    ...device,
    read: async (view: Parameters<Device['read']>[0]) => (await device.read(view)).fill(NaN),
  };
  expect(await trainingFault(broken, right)).toContain('NaN');
});
