// Threads change nothing: every kernel's results are bit for bit those of one thread.

import { relaxedSimd } from 'virtual:wasm-kernels';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { packStepState, stepStateLength } from '../../src/tensor/device';
import { createWasmDevice, type WasmDevice } from '../../src/tensor/wasm/wasmDevice';
import { fixtureState } from '../support/parityFixture';
import { createReferenceDevice } from '../../src/tensor/reference/referenceDevice';
import { largestError } from '../support/kernelCase';
import { kernelCases } from '../support/kernelCases';
import { wasmTolerance } from '../support/wasmTolerance';

/** The cases with the most texts, and those that have only one row. */
const cases = kernelCases.filter(({ name }) => !/texts of (2|3|6|7|63|64|65)$/.test(name));

let single: WasmDevice;
beforeAll(async () => {
  expect(crossOriginIsolated).toBe(true);
  single = await createWasmDevice({ threads: 1 });
});

// Node runs the kernels without fused multiply-add (tests/unit/tensor/wasmKernels.test.ts); Chromium with it.
test('fused multiply-add agrees with the reference', async () => {
  expect(WebAssembly.validate(relaxedSimd)).toBe(true);
  for (const kernelCase of kernelCases) {
    const wanted = await kernelCase.run(createReferenceDevice());
    const { output, error } = largestError(await kernelCase.run(single), wanted);
    expect(error, `${kernelCase.name}: ${output}`).toBeLessThan(wasmTolerance(kernelCase.name));
  }
});

describe.each([2, 3])('%i threads', (threads) => {
  let device: WasmDevice;
  beforeAll(async () => {
    device = await createWasmDevice({ threads });
  });
  afterAll(() => device.dispose());

  test('compute what one thread computes', async () => {
    for (const kernelCase of cases) {
      const wanted = await kernelCase.run(single);
      for (const [output, values] of await kernelCase.run(device)) {
        expect(values, `${kernelCase.name}: ${output}`).toEqual(wanted.get(output));
      }
    }
  });

  test('compute the same in every run', async () => {
    const first = await trainRepeatedly(single);
    expect(await trainRepeatedly(device)).toEqual(first);
    expect(first.every(Number.isFinite)).toBe(true);
  });
});

describe('where several threads can’t be had, one computes, and why is said', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** Still one that computes. */
  async function oneThread(): Promise<string> {
    const device = await createWasmDevice();
    expect(device.threads).toBe(1);
    expect(await trainRepeatedly(device)).toEqual(await trainRepeatedly(single));
    return device.whyOneThread;
  }

  test('an isolated page without SharedArrayBuffer', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    expect(await oneThread()).toBe('One thread computes: here the browser shares no memory between threads.');
  });

  test('a browser that refuses to send the memory', async () => {
    const refusing = class extends Worker {
      override postMessage() {
        throw new DOMException('The object can not be cloned.', 'DataCloneError');
      }
    };
    vi.stubGlobal('Worker', refusing);
    expect(await oneThread()).toBe(
      'One thread computes: several did not start (A thread did not start: The object can not be cloned.).',
    );
  });

  test('a thread that can’t use what it is sent says so instead of keeping all waiting', async () => {
    const broken = class extends Worker {
      override postMessage(message: object) {
        super.postMessage({ ...message, memory: undefined });
      }
    };
    vi.stubGlobal('Worker', broken);
    expect(await oneThread()).toMatch(
      /^One thread computes: several did not start \(A thread did not start: LinkError/,
    );
  });
});

test('a thread that dies ends the run in words instead of hanging', async () => {
  const device = await createWasmDevice({ threads: 2 });
  const width = 64;
  const table = device.allocate(width);
  // The second text's row lies far beyond the memory; which thread meets it is chance.
  const indices = device.allocate(2);
  device.write(indices, Uint32Array.of(0, 10_000_000));
  const y = device.allocate(2 * width);
  const state = device.allocate(stepStateLength);
  const size = { tokens: 2, texts: 2 };
  device.write(state, packStepState({ ...fixtureState, ...size }));
  const program = await device.compile(state, size, (k) => k.gatherRows({ width, table, indices, y }));
  expect(() => program.run(size)).toThrow('stopped unexpectedly');
  expect(() => program.run(size)).toThrow('stopped unexpectedly');
  device.dispose();
});

/** A layer trained for fifty steps in a row. */
async function trainRepeatedly(device: WasmDevice): Promise<Float32Array> {
  const [tokens, inputs, outputs] = [100, 64, 48];
  const wave = (length: number) => Float32Array.from({ length }, (_, index) => Math.sin(index * 1.7) / 8);
  const filled = (length: number) => {
    const view = device.allocate(length);
    device.write(view, wave(length));
    return view;
  };
  const [x, parameters] = [filled(tokens * inputs), filled(inputs * outputs)];
  const [y, gradients] = [filled(tokens * outputs), filled(inputs * outputs)];
  const firstMoment = device.allocate(inputs * outputs);
  const secondMoment = device.allocate(inputs * outputs);
  const [state, partials] = [device.allocate(stepStateLength), device.allocate(16)];
  const size = { tokens, texts: 1 };
  const shape = { rows: 'tokens', inputs, outputs } as const;
  const program = await device.compile(state, size, (kernels) => {
    kernels.linear({ ...shape, x, weight: parameters, activation: 'gelu', y });
    kernels.linearWeightGradient({ ...shape, x, dy: y, dWeight: gradients });
    kernels.squaredNorm({ gradients, partials });
    kernels.adamw({ parameters, gradients, firstMoment, secondMoment, partials, decayed: parameters.length });
  });
  for (let step = 1; step <= 50; step++) {
    const common = { accumulate: false, dropoutSeed: step, lossScale: 1, learningRate: 0.01 };
    const rest = { weightDecay: 0.01, maxGradientNorm: 1 };
    device.write(state, packStepState({ ...size, ...common, ...rest, step }));
    program.run(size);
  }
  const result = await device.read(parameters);
  program.dispose();
  return result;
}
