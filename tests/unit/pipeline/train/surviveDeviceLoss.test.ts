// A graphics card that is lost at any stage of a run costs what came after the last checkpoint; lost twice, the processor
// goes on. What comes of it is the model of a run whose card stayed, bit for bit.

import { beforeEach, expect, test, vi } from 'vitest';
import type { ComputeChoice } from '../../../../src/domain/compute';
import { Failure } from '../../../../src/domain/failures';
import type { Run } from '../../../../src/domain/run';
import type { TensorValues } from '../../../../src/domain/tensorValues';
import { Pause } from '../../../../src/jobs/pause';
import { Engine } from '../../../../src/pipeline/train/engine';
import { surviveDeviceLoss } from '../../../../src/pipeline/train/surviveDeviceLoss';
import { train } from '../../../../src/pipeline/train/train';
import type { StoredCheckpoint } from '../../../../src/storage/schema';
import type { Device } from '../../../../src/tensor/device';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { tinyBaseModel, tinyRecipe, tinySet } from '../../../support/tinyTask';

type Stage = 'load' | 'encode' | 'step' | 'read-back';

const state = vi.hoisted(() => ({
  started: [] as string[],
  /** Where each device in turn is lost. */
  losses: [] as string[],
  stage: 'load' as string,
  /** Whether the devices are not lost, but out of memory. */
  full: false,
  checkpoint: undefined as unknown,
}));

vi.mock('../../../../src/tensor/startDevice', () => ({ startDevice }));
vi.mock('../../../../src/pipeline/models/baseModelFiles', () => ({
  openBaseModel: () => Promise.resolve({ installed: null }),
  readModelJson: () => Promise.resolve(tinyBaseModel().json),
  readModelWeights: () => Promise.resolve(tinyBaseModel().stored),
  baseModelVersion: () => Promise.resolve('1'),
}));
vi.mock('../../../../src/storage/tuning', () => ({ getTuning: () => Promise.resolve({}) }));
vi.mock('../../../../src/storage/derived', () => ({
  getActivations: () => Promise.resolve(undefined),
  saveActivations: () => Promise.resolve(),
}));
vi.mock('../../../../src/storage/checkpoints', () => ({
  getCheckpoint: () => Promise.resolve(structuredClone(state.checkpoint)),
}));
vi.mock('../../../../src/storage/runs', () => ({
  saveCheckpoint: (_: Run, checkpoint: StoredCheckpoint) =>
    Promise.resolve(void (state.checkpoint = structuredClone(checkpoint))),
}));

/** A device that is lost when the run reaches a stage: what is asked of it then is never answered. */
async function startDevice(choice: ComputeChoice) {
  const device = await createWasmDevice();
  const at = choice === 'wasm' ? undefined : state.losses[state.started.length];
  state.started.push(choice);
  let tell: (failure: Failure) => void = () => {};
  const lost = new Promise<Failure>((resolve) => (tell = resolve));
  const never = new Promise<never>(() => {});
  const lose = () => {
    if (state.full) return Promise.reject(new Failure('CardFailed', 'No room.'));
    tell(new Failure('DeviceLost', 'The card is gone.'));
    return never;
  };
  const asked = (method: keyof Device) => {
    if (state.stage !== at) return false;
    return method === 'read' || method === 'finish' || (method === 'write' && at === 'load');
  };
  const losing = new Proxy(device, {
    get(target, name: keyof Device) {
      const own: unknown = Reflect.get(target, name, target);
      if (typeof own !== 'function') return own;
      return (...args: unknown[]): unknown => (asked(name) ? lose() : Reflect.apply(own, target, args));
    },
  });
  const compute = { kind: 'wasm' as const, adapter: choice, threads: 1, why: '' };
  return { compute, device: losing, lost, tuning: null, dispose: () => {} };
}

const run: Run = {
  id: 'run',
  dataSetId: 'data',
  dataSetName: 'rows.csv',
  preparedSetId: 'set',
  recipe: tinyRecipe({ depth: 'topLayers', topLayers: 1, epochs: 4 }),
  startedAt: 0,
  epochsDone: 0,
};

/** Trains with devices that are lost at these stages, one after another. */
async function trainLosing(losses: Stage[], full = false) {
  Object.assign(state, { losses, full, started: [], checkpoint: undefined });
  // Each epoch takes long, so that its state is kept.
  let time = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (time += 3000));
  const engine = new Engine();
  const again: string[] = [];
  const pause = new Pause(new AbortController().signal);
  const finished = await surviveDeviceLoss(
    engine,
    'webgpu',
    pause,
    async (attempt) => {
      state.stage = 'load';
      let points = 0;
      const ready = await engine.prepare(attempt.compute, run.recipe.baseModel, () => {});
      return train({
        ...tinySet(120),
        ready,
        recipe: run.recipe,
        pause: attempt.pause,
        kept: run,
        onProgress: attempt.whileItLasts(({ job }) => {
          if (job === 'Encoding') state.stage = 'encode';
          else if (points === 1) state.stage = 'step';
        }),
        onPoint: attempt.whileItLasts(() => {
          points++;
          // Whatever comes next is read back.
          if (points === 2) state.stage = 'read-back';
        }),
      });
    },
    (why) => again.push(why),
  );
  return { weights: finished.run.weights, history: finished.run.history, started: [...state.started], again };
}

const bitsOf = (weights: TensorValues) =>
  [...weights].map(([name, { values }]) => [name, Buffer.from(values.buffer).toString('base64')]);

beforeEach(() => void vi.restoreAllMocks());

const unbroken = await trainLosing([]);

test.each(['load', 'encode', 'step', 'read-back'] as const)('lost once, at %s: a new one goes on', async (stage) => {
  const { weights, history, started, again } = await trainLosing([stage]);
  expect(started).toEqual(['webgpu', 'webgpu']);
  expect(again).toEqual([expect.stringContaining('went on with a new connection')]);
  expect(history).toEqual(unbroken.history);
  expect(bitsOf(weights)).toEqual(bitsOf(unbroken.weights));
});

test.each(['encode', 'step', 'read-back'] as const)('out of memory at %s: the processor goes on', async (stage) => {
  const { weights, history, started, again } = await trainLosing([stage], true);
  expect(started).toEqual(['webgpu', 'wasm']);
  expect(again).toEqual([expect.stringContaining('ran out of memory')]);
  expect(history).toEqual(unbroken.history);
  expect(bitsOf(weights)).toEqual(bitsOf(unbroken.weights));
});

test('lost twice: the processor goes on, and says so', async () => {
  const { weights, started, again } = await trainLosing(['step', 'encode']);
  expect(started).toEqual(['webgpu', 'webgpu', 'wasm']);
  expect(again[1]).toContain('the processor went on');
  expect(bitsOf(weights)).toEqual(bitsOf(unbroken.weights));
});
