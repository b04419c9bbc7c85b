// Runs in the store: each with a state of its own, until it is finished or discarded.

import { deleteDB } from 'idb';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Run, TrainedModel } from '../../../src/domain/run';
import { database } from '../../../src/storage/database';
import { deleteDataSet } from '../../../src/storage/dataSets';
import { deleteForGood, emptyTrash } from '../../../src/storage/emptyTrash';
import { saveModel } from '../../../src/storage/models';
import { getCheckpoint, getFold } from '../../../src/storage/checkpoints';
import { beginRun, deleteRun, getRun, listRuns, saveCheckpoint, saveFold } from '../../../src/storage/runs';
import { moveToTrash, takeFromTrash } from '../../../src/storage/trash';
import { defaultRecipe } from '../../../src/domain/recipe';

const runOf = (id: string, startedAt = 0): Run => ({
  id,
  dataSetId: 'reviews',
  dataSetName: 'reviews.csv',
  preparedSetId: `reviews/as-they-were-for-${id}`,
  recipe: defaultRecipe,
  startedAt,
  epochsDone: 0,
});

/** A state of every fourth step is one between two epochs. */
const stepsPerEpoch = 4;

const stateAfter = (epoch: number) => ({
  step: epoch * stepsPerEpoch,
  stepsPerEpoch,
  lossSum: 0,
  unreadLoss: 0,
  stopping: { best: 0.5, epochsSinceBest: 0 },
  choice: { bestMacroF1: 0.5, lowestLoss: 0.5 },
  weights: new Map([['head', { shape: [1], values: Float32Array.of(epoch) }]]),
  moments: [],
  history: [],
  bestEpoch: epoch,
  bestWeights: new Map(),
});

const model: TrainedModel = {
  origin: 'added',
  id: 'model',
  name: 'model',
  createdAt: 0,
  labels: ['a', 'b'],
  task: 'singleLabel',
  recipe: defaultRecipe,
  pooling: 'first',
  base: { name: 'base', hub: null, license: 'other' },
  notes: [],
};

const idsOf = (runs: Run[]) => runs.map(({ id }) => id);

beforeEach(async () => {
  const db = await database();
  const stores = ['runs', 'checkpoints', 'folds', 'checksums', 'trash', 'models', 'weights'] as const;
  await Promise.all(stores.map((store) => db.clear(store)));
  await deleteDB('hone-older');
});

test('runs of one data set stand side by side, each with its own state and how far it is', async () => {
  await beginRun(runOf('whole', 1));
  await beginRun(runOf('head', 2));
  await saveCheckpoint(runOf('whole', 1), stateAfter(2));
  await saveCheckpoint(runOf('head', 2), stateAfter(1));
  expect(idsOf(await listRuns())).toEqual(['head', 'whole']);
  expect(await getRun('whole')).toEqual({ ...runOf('whole', 1), epochsDone: 2 });
  expect(await getCheckpoint('whole')).toEqual(stateAfter(2));
  expect(await getCheckpoint('head')).toEqual(stateAfter(1));
});

test('a run that is begun again is continued: how far it is stays', async () => {
  await beginRun(runOf('whole'));
  await saveCheckpoint(runOf('whole'), stateAfter(3));
  await beginRun(runOf('whole'));
  expect((await getRun('whole'))?.epochsDone).toBe(3);
});

test('a model ends the run that it came of, and no other; one that was only stopped stays', async () => {
  for (const id of ['whole', 'head', 'stopped']) {
    await beginRun(runOf(id));
    await saveCheckpoint(runOf(id), stateAfter(1));
  }
  await saveModel(model, new Map(), null, 'head');
  await saveModel({ ...model, id: 'best so far' }, new Map(), null, null);
  expect(idsOf(await listRuns()).sort()).toEqual(['stopped', 'whole']);
  expect(await getCheckpoint('head')).toBeUndefined();
  expect(await getCheckpoint('whole')).toEqual(stateAfter(1));
});

test('a discarded run is out of the list, comes back with its state, and goes for good only then', async () => {
  await beginRun(runOf('whole'));
  await saveCheckpoint(runOf('whole'), stateAfter(2));
  await moveToTrash('runs', 'whole');
  expect(await listRuns()).toEqual([]);
  await takeFromTrash('runs', 'whole');
  await deleteForGood('runs', 'whole');
  expect(idsOf(await listRuns())).toEqual(['whole']);
  expect(await getCheckpoint('whole')).toEqual(stateAfter(2));

  await moveToTrash('runs', 'whole');
  expect(await getRun('whole')).toBeDefined();
  await emptyTrash();
  expect(await getRun('whole')).toBeUndefined();
  expect(await getCheckpoint('whole')).toBeUndefined();
  expect(await (await database()).count('trash')).toBe(0);
});

test('a data set takes its runs with it, in the trash and for good', async () => {
  await beginRun(runOf('whole'));
  await saveCheckpoint(runOf('whole'), stateAfter(2));
  await moveToTrash('dataSets', 'reviews');
  expect(await listRuns()).toEqual([]);
  await takeFromTrash('dataSets', 'reviews');
  expect(idsOf(await listRuns())).toEqual(['whole']);
  await deleteDataSet('reviews');
  expect(await listRuns()).toEqual([]);
  expect(await getCheckpoint('whole')).toBeUndefined();
});

test('a state inside an epoch says how far it is, and goes before the next but one', async () => {
  await beginRun(runOf('whole'));
  for (const epochs of [1, 1.25, 1.5, 2]) await saveCheckpoint(runOf('whole'), stateAfter(epochs));
  expect((await getRun('whole'))?.epochsDone).toBe(2);
  expect(await (await database()).getAllKeys('checkpoints')).toEqual([
    ['whole', 6],
    ['whole', 8],
  ]);
  await damage(2);
  expect((await getCheckpoint('whole'))?.step).toBe(6);
});

test('tested folds are kept one by one, a damaged one is as good as none, and all go with their run', async () => {
  const tested = (at: number) => ({
    testLogits: Float32Array.of(at, 1),
    testLogitsBefore: Float32Array.of(at, 2),
    seconds: { encoding: 0, training: at },
  });
  await beginRun(runOf('folds'));
  const count = 3;
  for (const done of [1, 2]) await saveFold({ ...runOf('folds'), folds: { done, count } }, tested(done));
  const reached = await getRun('folds');
  expect(reached?.folds).toEqual({ done: 2, count });
  expect([await getFold('folds', 0), await getFold('folds', 1)]).toEqual([tested(1), tested(2)]);
  expect(await getFold('folds', 2)).toBeUndefined();

  const db = await database();
  const first = await db.get('folds', ['folds', 0]);
  if (first) await db.put('folds', { ...first, testLogits: Float32Array.of(1, 1.5) }, ['folds', 0]);
  expect(await getFold('folds', 0)).toBeUndefined();
  await deleteRun('folds');
  expect(await db.count('folds')).toBe(0);
});

test('a run that ends leaves nothing', async () => {
  await beginRun(runOf('whole'));
  await saveCheckpoint(runOf('whole'), stateAfter(2));
  await deleteRun('whole');
  expect(await (await database()).count('runs')).toBe(0);
  expect(await (await database()).count('checkpoints')).toBe(0);
});

test('of a run the last two states are kept; a damaged one is passed over, and so is the run when both are', async () => {
  await beginRun(runOf('whole'));
  for (const epoch of [1, 2, 3]) await saveCheckpoint(runOf('whole'), stateAfter(epoch));
  const db = await database();
  expect(await db.getAllKeys('checkpoints')).toEqual([
    ['whole', 2 * stepsPerEpoch],
    ['whole', 3 * stepsPerEpoch],
  ]);
  await damage(3);
  expect(await getCheckpoint('whole')).toEqual(stateAfter(2));
  await damage(2);
  expect(await getCheckpoint('whole')).toBeUndefined();
  await deleteRun('whole');
  expect([await db.count('checkpoints'), await db.count('checksums')]).toEqual([0, 0]);
});

/** Flips one bit of the weights of a state. */
async function damage(epoch: number): Promise<void> {
  const state = stateAfter(epoch);
  const { values } = state.weights.get('head') ?? {};
  const bytes = new Uint8Array(values?.buffer ?? new ArrayBuffer());
  bytes[1] = (bytes[1] ?? 0) ^ 1;
  await (await database()).put('checkpoints', state, ['whole', state.step]);
}

test('a write whose request succeeds and whose transaction aborts is no write', async () => {
  await beginRun(runOf('whole'));
  const put = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    const request: IDBRequest<IDBValidKey> = Reflect.apply(put, this, args);
    if (this.name === 'runs') request.addEventListener('success', () => this.transaction.abort());
    return request;
  });
  await expect(saveCheckpoint(runOf('whole'), stateAfter(1))).rejects.toThrow();
  vi.restoreAllMocks();
  expect((await getRun('whole'))?.epochsDone).toBe(0);
  expect(await getCheckpoint('whole')).toBeUndefined();
});
