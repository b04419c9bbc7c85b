// Every kernel of the graphics card against the reference device, in real Chromium.

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { packStepState, stepStateLength, type Device } from '../../src/tensor/device';
import { createReferenceDevice } from '../../src/tensor/reference/referenceDevice';
import type { ProductShape } from '../../src/tensor/kernels/spec';
import { shapeKey } from '../../src/tensor/webgpu/tuning';
import { createWebGPUDevice, type WebGPUDevice } from '../../src/tensor/webgpu/webgpuDevice';
import { largestError } from '../support/kernelCase';
import { kernelCases } from '../support/kernelCases';

let device: WebGPUDevice;
beforeAll(async () => {
  device = await createWebGPUDevice();
});
afterEach(() => {
  expect(device.errors).toEqual([]);
});

/**
 * Compiling shaders is what takes time here. Left out are texts of 2, 3, 6, 7, 63 and 64 tokens alone, and all of
 * five texts whose sums are odd but for the smaller kernels: the sizes that remain have the same edges.
 */
const covering = kernelCases.filter(({ name }) => /, texts of (5|4|3 9|1$|1 1|65$)/.test(name));

/** Of the reference's largest value. In rows of two, the gradient of a normalisation is zero but for rounding. */
const tolerance = (name: string) => (name.startsWith('gradient of layer normalisation of 2,') ? 1e-3 : 2e-5);

test.each(covering)('$name', async (kernel) => {
  const wanted = await kernel.run(createReferenceDevice());
  const { output, error } = largestError(await kernel.run(device), wanted);
  expect(error, output).toBeLessThanOrEqual(tolerance(kernel.name));
});

/** Rows, inputs and outputs. With multiples of four, operands are read as vectors. */
const productShapes: readonly (readonly [number, number, number])[] = [
  [65, 63, 7],
  [65, 64, 132],
  [1, 6, 3],
  [2, 64, 260],
];

describe('each variant of the matrix products', async () => {
  // Tests are named before any hook runs.
  const { tuning } = await createWebGPUDevice();
  test.each(tuning.variants)('%s', async (variant) => {
    // SwiftShader compiles the largest with workgroup memory for a second each.
    const shapes = variant.startsWith('workgroup 16') ? productShapes.slice(1, 2) : productShapes;
    for (const shape of shapes) {
      const wanted = await products(createReferenceDevice(), ...shape);
      device.tuning.set(Object.fromEntries(keysOf(...shape).map((key) => [key, variant])));
      const { output, error } = largestError(await products(device, ...shape), wanted);
      expect(error, `${output} of ${shape.join(' × ')}`).toBeLessThanOrEqual(2e-5);
    }
  });
});

function keysOf(rows: number, inputs: number, outputs: number): string[] {
  const shapes: ProductShape[] = [
    { kind: 'NN', rows, inner: inputs, columns: outputs },
    { kind: 'NT', rows, inner: outputs, columns: inputs },
    { kind: 'TN', rows: inputs, inner: rows, columns: outputs },
  ];
  return shapes.map(shapeKey);
}

/** All three products of a linear layer. */
async function products(on: Device, rows: number, inputs: number, outputs: number) {
  const filled = (length: number, factor: number) => {
    const view = on.allocate(length);
    on.write(
      view,
      Float32Array.from({ length }, (_, i) => Math.sin(i * factor)),
    );
    return view;
  };
  const [x, weight, dy] = [filled(rows * inputs, 0.7), filled(inputs * outputs, 1.3), filled(rows * outputs, 2.1)];
  const outputsOf = {
    y: on.allocate(rows * outputs),
    dx: on.allocate(rows * inputs),
    dWeight: on.allocate(inputs * outputs),
    dBias: on.allocate(outputs),
  };
  const state = on.allocate(stepStateLength);
  on.write(state, stepOf(rows));
  const size = { tokens: rows, texts: 1 };
  const common = { rows: 'tokens', inputs, outputs } as const;
  const program = await on.compile(state, size, (kernels) => {
    kernels.linear({ ...common, x, weight, y: outputsOf.y });
    kernels.linearInputGradient({ ...common, dy, weight, dx: outputsOf.dx });
    const { dWeight, dBias } = outputsOf;
    kernels.linearWeightGradient({ ...common, x, dy, dWeight, dBias });
  });
  program.run(size);
  const results = new Map<string, Float32Array>();
  for (const [name, view] of Object.entries(outputsOf)) results.set(name, await on.read(view));
  for (const view of [x, weight, dy, state, ...Object.values(outputsOf)]) on.free(view);
  return results;
}

const stepOf = (tokens: number) =>
  packStepState({
    tokens,
    texts: 1,
    accumulate: false,
    dropoutSeed: 1,
    lossScale: 1,
    learningRate: 0.1,
    step: 1,
    weightDecay: 0,
    maxGradientNorm: 0,
  });

test('a second run allocates nothing and uploads nothing', async () => {
  const [x, y, state] = [device.allocate(64), device.allocate(64), device.allocate(stepStateLength)];
  device.write(x, new Float32Array(64).fill(2));
  device.write(state, stepOf(1));
  const size = { tokens: 1, texts: 1 };
  const program = await device.compile(state, size, (kernels) =>
    kernels.linear({ rows: 'tokens', x, weight: x, inputs: 8, outputs: 8, y }),
  );
  program.run(size);
  await device.read(y);
  const before = { ...device.counters };
  program.run(size);
  expect((await device.read(y))[0]).toBe(32);
  expect(device.counters).toEqual({
    ...before,
    dispatches: before.dispatches + 1,
    // One of the program, one of the read.
    submissions: before.submissions + 2,
  });
});

test('a shape is measured once, and what was found can be stored', async () => {
  const [rows, inputs, outputs] = [256, 128, 128];
  await products(device, rows, inputs, outputs);
  const found = device.tuning.get();
  for (const key of keysOf(rows, inputs, outputs)) {
    expect(device.tuning.variants).toContain(found[key]);
  }
  const { allocations } = device.counters;
  await products(device, rows, inputs, outputs);
  // Its eight views, and the staging buffer of no read.
  expect(device.counters.allocations - allocations).toBe(8);
  device.tuning.set({ 'NN 1x1 of 1': 'a variant of another version' });
  expect(device.tuning.get()['NN 1x1 of 1']).not.toBe('a variant of another version');
});
