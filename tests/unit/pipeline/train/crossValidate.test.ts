// Cross-validation of a tiny model: every row is predicted by a run that never saw it.

import { expect, test, vi } from 'vitest';
import { splitStratified } from '../../../../src/data/split/split';
import type { Folds, PreparedSet } from '../../../../src/domain/dataset';
import { leftOut, splitNames } from '../../../../src/domain/splitNames';
import type { Progress } from '../../../../src/domain/progress';
import type { HistoryPoint, Run } from '../../../../src/domain/run';
import { crossValidate, setOfFold } from '../../../../src/pipeline/train/crossValidate';
import { Pause } from '../../../../src/jobs/pause';
import { runTraining } from '../../../../src/pipeline/train/runTraining';
import { examplesOf } from '../../../../src/pipeline/train/trainingExamples';
import type { CrossValidatedRun } from '../../../../src/storage/runs';
import type { TestedFold } from '../../../../src/storage/schema';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { tinyBaseModel, tinyRecipe, tinySet } from '../../../support/tinyTask';

/** What would be stored: there is no database here (unit/storage/runs.browser has it). */
const stored = vi.hoisted(() => ({ folds: new Map<number, TestedFold>(), run: null as Run | null }));
vi.mock('../../../../src/storage/checkpoints', () => ({
  getFold: (_: string, fold: number) => Promise.resolve(stored.folds.get(fold)),
  getCheckpoint: () => Promise.resolve(undefined),
}));
vi.mock('../../../../src/storage/runs', () => ({
  saveFold(run: CrossValidatedRun, fold: TestedFold) {
    stored.folds.set(run.folds.done - 1, structuredClone(fold));
    stored.run = run;
    return Promise.resolve();
  },
}));

const device = await createWasmDevice();
const tiny = tinySet();
const parts = (count: number, seed: number) =>
  splitStratified({
    labelIds: tiny.set.labelIds,
    classCount: 2,
    seed,
    shares: new Array<number>(count).fill(1 / count),
  });
const watching = parts(10, 2);
const folds: Folds = {
  count: 3,
  tests: parts(3, 1),
  validates: watching.map((part) => (part < 3 ? part : leftOut)),
};
const set: PreparedSet = {
  ...tiny.set,
  splits: watching.map((part) => splitNames.indexOf(part === 0 ? 'validation' : 'train')),
  folds,
};

function orderOf(signal = new AbortController().signal) {
  const reported: Progress[] = [];
  const points: HistoryPoint[] = [];
  const compute = { kind: 'wasm' as const, adapter: '', threads: 1, why: '' };
  const order = {
    ready: { compute, device, base: tinyBaseModel() },
    set,
    texts: tiny.texts,
    recipe: tinyRecipe({ epochs: 2 }),
    pause: new Pause(signal),
    onProgress: (progress: Progress) => void reported.push(progress),
    onPoint: (point: HistoryPoint) => void points.push(point),
    kept: null,
  };
  return { order, reported, points };
}

test('each fold is tested by a run on the others, and the run that is kept has all rows', async () => {
  const { order, reported, points } = orderOf();
  const { run, testLogits } = await crossValidate(order, folds);
  const [classes, rows] = [2, set.rows.length];
  expect(testLogits).toHaveLength(rows * classes);

  const second = setOfFold(set, folds, 1);
  const tested = examplesOf(second, 'test');
  expect([...tested]).toEqual([...folds.tests.keys()].filter((row) => folds.tests[row] === 1));
  const alone = await runTraining({ ...orderOf().order, set: second });
  tested.forEach((example, row) => {
    expect(testLogits.subarray(example * classes, (example + 1) * classes)).toEqual(
      alone.testLogits.subarray(row * classes, (row + 1) * classes),
    );
  });

  const whole = await runTraining(orderOf().order);
  expect(run.weights).toEqual(whole.run.weights);
  // The curve on the page is that of the model that is kept.
  expect(points).toEqual(run.history);

  // Reported when some time has passed, not at every step.
  for (const { detail } of reported) {
    expect(detail).toMatch(/^(Fold [123] of 3|All rows) · Epoch [12] of at most 2$/);
  }
  const shares = reported.map(({ done, total }) => done / total);
  expect(shares.every((share, at) => share >= (shares[at - 1] ?? 0) - 0.02)).toBe(true);
});

test('the folds together test each row once, and no row watches or trains where it is tested', () => {
  const timesTested = new Uint8Array(set.rows.length);
  for (let fold = 0; fold < folds.count; fold++) {
    const own = setOfFold(set, folds, fold);
    for (const row of examplesOf(own, 'test')) timesTested[row] = (timesTested[row] ?? 0) + 1;
    expect(examplesOf(own, 'validation').length).toBeGreaterThan(0);
  }
  expect(timesTested.every((times) => times === 1)).toBe(true);
});

test('stopped before its folds are done, it leaves nothing', async () => {
  const { order } = orderOf(AbortSignal.abort());
  await expect(crossValidate(order, folds)).rejects.toMatchObject({ name: 'AbortError' });
});

test('broken off, it goes on with the folds that it has not tested, and nothing is different in the end', async () => {
  const begun: Run = {
    id: 'folds',
    dataSetId: 'reviews',
    dataSetName: 'reviews.csv',
    preparedSetId: set.id,
    recipe: tinyRecipe({ epochs: 2 }),
    startedAt: 0,
    epochsDone: 0,
  };
  const abort = new AbortController();
  const { order } = orderOf(abort.signal);
  const onProgress = ({ detail }: Progress) => detail?.startsWith('Fold 3') && abort.abort();
  const broken = crossValidate({ ...order, kept: begun, onProgress: (progress) => void onProgress(progress) }, folds);
  await expect(broken).rejects.toMatchObject({ name: 'AbortError' });
  expect(stored.run?.folds).toEqual({ done: 2, count: 3 });

  const again = orderOf();
  const continued = await crossValidate({ ...again.order, kept: stored.run }, folds);
  expect(stored.run?.folds).toEqual({ done: 3, count: 3 });
  expect(new Set(again.reported.map(({ detail }) => detail?.split(' · ')[0]))).toEqual(
    new Set(['Fold 3 of 3', 'All rows']),
  );
  const whole = await crossValidate(orderOf().order, folds);
  expect(continued.run.weights).toEqual(whole.run.weights);
  expect(continued.testLogits).toEqual(whole.testLogits);
  expect(continued.testLogitsBefore).toEqual(whole.testLogitsBefore);
});
