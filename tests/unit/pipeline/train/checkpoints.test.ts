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

test('that a state could not be kept is told, and so is the next that could; the run goes on', async () => {
  const run = {
    id: 'run',
    dataSetId: '',
    dataSetName: '',
    preparedSetId: '',
    recipe: defaultRecipe,
    startedAt: 0,
    epoch: 0,
  };
  const told: boolean[] = [];
  const keep = checkpointKeeper(run, (isKept) => told.push(isKept), 0);
  saves.push(
    () => Promise.reject(new Error('no room')),
    () => Promise.resolve(),
  );
  const reached = { weights: trained(1), history: [], bestEpoch: 1, stoppedEarly: false, notes: [] };
  const stopping = { best: 1, epochsSinceBest: 0 };
  const choice = { bestMacroF1: 1, lowestLoss: 1 };
  const state = () => Promise.resolve({ epoch: 1, stopping, choice, weights: trained(1), moments: [] });
  await keep(reached, state);
  await keep(reached, state);
  expect(told).toEqual([false, true]);
});
