// A run that is cancelled at any moment ends soon, leaves nothing on the device, and the next one is as if it had never been.

import { expect, test, vi } from 'vitest';
import { Failure, isAbort } from '../../../../src/domain/failures';
import { seededRandom } from '../../../../src/domain/random';
import { Pause } from '../../../../src/jobs/pause';
import { train } from '../../../../src/pipeline/train/train';
import type { Device } from '../../../../src/tensor/device';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { tinyBaseModel, tinyRecipe, tinySet } from '../../../support/tinyTask';

vi.mock('../../../../src/pipeline/models/baseModelFiles', () => ({ baseModelVersion: () => Promise.resolve('1') }));
vi.mock('../../../../src/storage/derived', () => ({
  getActivations: () => Promise.resolve(undefined),
  saveActivations: () => Promise.resolve(),
}));

const device = await createWasmDevice();
const recipe = tinyRecipe({ depth: 'topLayers', topLayers: 1, epochs: 2 });
const task = { ...tinySet(40), base: tinyBaseModel() };

/** Trains, and cancels when the device is asked for the `moment`th time. */
async function trainUntil(moment: number) {
  const abort = new AbortController();
  let asked = 0;
  const counting = new Proxy(device, {
    get(target, name: keyof Device) {
      const own: unknown = Reflect.get(target, name, target);
      if (typeof own !== 'function') return own;
      return (...args: unknown[]): unknown => {
        if (++asked === moment) abort.abort();
        return Reflect.apply(own, target, args);
      };
    },
  });
  const { set, texts, base } = task;
  const compute = { kind: 'wasm' as const, adapter: '', threads: 1, why: '' };
  const outcome = await train({
    ready: { compute, device: counting, base },
    set,
    texts,
    recipe,
    pause: new Pause(abort.signal),
    onProgress: () => {},
    onPoint: () => {},
    kept: null,
  }).catch((error: unknown) => {
    if (isAbort(error) || (error instanceof Failure && error.code === 'NothingToKeep')) return 'cancelled' as const;
    throw error;
  });
  return { outcome, asked };
}

/** What a run made, without the time it took. */
function modelOf(outcome: Awaited<ReturnType<typeof trainUntil>>['outcome']) {
  if (outcome === 'cancelled') throw new Error('It was not to be cancelled.');
  const { seconds: _, ...made } = outcome;
  return made;
}

test('encoding and training, cancelled at 50 moments', async () => {
  const whole = await trainUntil(Infinity);
  // The device keeps what the first run scratched in.
  const free = device.freeElements;
  const random = seededRandom(22);
  const seen = { cancelled: 0, stopped: 0 };
  for (let cancel = 0; cancel < 50; cancel++) {
    const moment = 1 + Math.floor(random() * whole.asked);
    const { outcome, asked } = await trainUntil(moment);
    const at = `cancelled at ${moment} of ${whole.asked}`;
    expect(device.freeElements, at).toBe(free);
    if (outcome === 'cancelled') {
      seen.cancelled++;
      // Given up at the next breath, which comes after what is set up for a run, and after each step of a long one.
      expect(asked - moment, at).toBeLessThan((2 / 3) * whole.asked);
    } else {
      seen.stopped++;
      expect(outcome.run.history.length, at).toBeGreaterThan(0);
    }
  }
  expect(Math.min(seen.cancelled, seen.stopped)).toBeGreaterThan(5);
  const after = await trainUntil(Infinity);
  expect(modelOf(after.outcome)).toEqual(modelOf(whole.outcome));
});
