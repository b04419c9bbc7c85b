// Which runs can go on after they were cut off.

import { expect, test, vi } from 'vitest';
import { defaultRecipe } from '../../../../src/domain/recipe';
import { canBeKept, checkpointKeeper } from '../../../../src/pipeline/train/checkpoints';

const trained = (elements: number) => {
  // Only its size is asked for.
  const values = new Float32Array(new ArrayBuffer(elements * 4));
  return new Map([['weight', { shape: [elements], values }]]);
};

test('all of MiniLM is kept, all of BERT is not: its state has 1.8 GB', () => {
  expect(canBeKept(trained(22_713_216))).toBe(true);
  expect(canBeKept(trained(109_482_240))).toBe(false);
});

const saves = vi.hoisted(() => [] as (() => Promise<void>)[]);
vi.mock('../../../../src/storage/runs', () => ({ saveCheckpoint: () => saves.shift()?.() }));

/** A keeper, and a clock of its own. */
function keeperWithClock() {
  const run = {
    id: 'run',
    dataSetId: '',
    dataSetName: '',
    preparedSetId: '',
    recipe: defaultRecipe,
    startedAt: 0,
    epochsDone: 0,
  };
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  const told: boolean[] = [];
  const keepState = checkpointKeeper(run, (isKept) => told.push(isKept));
  const reached = { weights: trained(1), history: [], bestEpoch: 1, stoppedEarly: false, notes: [] };
  const stopping = { best: 1, epochsSinceBest: 0 };
  const choice = { bestMacroF1: 1, lowestLoss: 1 };
  const state = { step: 1, stepsPerEpoch: 2, lossSum: 0, unreadLoss: 0, stopping, choice, moments: [] };
  const keepAt = async (seconds: number, after: 'steps' | 'epoch') => {
    clock.mockReturnValue(seconds * 1000);
    await keepState(after, reached, () => Promise.resolve({ ...state, weights: trained(1) }));
  };
  return { told, clock, keepAt };
}

test('that a state could not be kept is told, and so is the next that could; the run goes on', async () => {
  const { told, keepAt } = keeperWithClock();
  saves.push(
    () => Promise.reject(new Error('no room')),
    () => Promise.resolve(),
  );
  await keepAt(3, 'epoch');
  await keepAt(6, 'epoch');
  expect(told).toEqual([false, true]);
});

test('inside an epoch a state is kept every thirty seconds, less often where writing it takes long', async () => {
  const { told, clock, keepAt } = keeperWithClock();
  const takes = (seconds: number) => () =>
    Promise.resolve(void clock.mockReturnValue(performance.now() + seconds * 1000));
  saves.push(takes(1), takes(3), takes(3));
  const kept: number[] = [];
  for (let second = 0; second < 140; second++) {
    const before = told.length;
    await keepAt(second, 'steps');
    if (told.length > before) kept.push(second);
  }
  // Written by seconds 31 and 65; twenty times three seconds later the next is due.
  expect(kept).toEqual([30, 61, 124]);
});

test('the end of a long epoch is kept, though a state within it was kept a moment before', async () => {
  const { told, keepAt } = keeperWithClock();
  saves.push(
    () => Promise.resolve(),
    () => Promise.resolve(),
  );
  await keepAt(30, 'steps');
  await keepAt(31, 'epoch');
  await keepAt(32, 'epoch');
  expect(told).toEqual([true, true]);
});
