// Contrastive training of a tiny model, compared with a plain head on the training rows.

import { expect, test, vi } from 'vitest';
import { Failure } from '../../../../src/domain/failures';
import type { Progress } from '../../../../src/domain/progress';
import type { Recipe } from '../../../../src/domain/recipe';
import type { Run } from '../../../../src/domain/run';
import { Pause } from '../../../../src/jobs/pause';
import type { RunOrder } from '../../../../src/pipeline/train/runTraining';
import { train } from '../../../../src/pipeline/train/train';
import { examplesOf } from '../../../../src/pipeline/train/trainingExamples';
import type { CrossValidatedRun } from '../../../../src/storage/runs';
import type { StoredCheckpoint, TestedFold } from '../../../../src/storage/schema';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { tinyBaseModel, tinyMultiLabelSet, tinyRecipe, tinySet } from '../../../support/tinyTask';

/** What would be stored: there is no database here. */
const stored = vi.hoisted(() => ({
  folds: new Map<number, TestedFold>(),
  checkpoint: undefined as StoredCheckpoint | undefined,
  run: null as Run | null,
}));
vi.mock('../../../../src/storage/checkpoints', () => ({
  getFold: (_: string, fold: number) => Promise.resolve(stored.folds.get(fold)),
  getCheckpoint: () => Promise.resolve(stored.checkpoint),
}));
vi.mock('../../../../src/storage/runs', () => ({
  saveFold(run: CrossValidatedRun, fold: TestedFold) {
    stored.folds.set(run.folds.done - 1, structuredClone(fold));
    stored.run = run;
    return Promise.resolve();
  },
  saveCheckpoint(run: Run, checkpoint: StoredCheckpoint) {
    stored.checkpoint = structuredClone(checkpoint);
    stored.run = run;
    return Promise.resolve();
  },
}));
vi.mock('../../../../src/storage/derived', () => ({
  getActivations: () => Promise.resolve(undefined),
  saveActivations: () => Promise.resolve(),
}));
vi.mock('../../../../src/pipeline/data/derivedKeys', () => ({
  tokensKey: () => Promise.resolve([]),
  activationsKey: () => [],
}));

const device = await createWasmDevice();
const compute = { kind: 'wasm' as const, adapter: '', threads: 1, why: '' };
const tiny = tinySet(28);

function orderOf(changed: Partial<RunOrder> = {}, ofRecipe: Partial<Recipe> = {}): RunOrder {
  return {
    ready: { compute, device, base: tinyBaseModel() },
    ...tiny,
    recipe: tinyRecipe({ method: 'contrastive', epochs: 1, batchSize: 16, learningRate: 0.01, ...ofRecipe }),
    pause: new Pause(new AbortController().signal),
    onProgress: () => {},
    onPoint: () => {},
    kept: null,
    ...changed,
  };
}

const begun = (recipe: Recipe): Run => ({
  id: 'pairs',
  dataSetId: 'reviews',
  dataSetName: 'reviews.csv',
  preparedSetId: tiny.set.id,
  recipe,
  startedAt: 0,
  epochsDone: 0,
});

/** Ends a run that goes on from what is stored where something is reported. */
async function cutOff(here: (progress: Progress) => boolean): Promise<void> {
  const abort = new AbortController();
  const order = orderOf({ pause: new Pause(abort.signal), kept: stored.run ?? begun(orderOf().recipe) });
  const onProgress = (progress: Progress) => void (here(progress) && abort.abort());
  await expect(train({ ...order, onProgress })).rejects.toMatchObject({ name: 'AbortError' });
}

test('adapters and head of the better training are kept, and cut off anywhere it goes on to the same end', async () => {
  const whole = await train(orderOf());
  const trainRows = examplesOf(tiny.set, 'train').length;
  expect(whole.contrastive).toMatchObject({ kept: 'contrastive', folds: 5, rows: trainRows });
  expect(whole.contrastive?.right.contrastive).toBeGreaterThan(whole.contrastive?.right.head ?? NaN);
  expect(whole.recipe).toBeUndefined();
  expect([...whole.run.weights.keys()].some((name) => name.includes('adapter'))).toBe(true);
  expect(whole.run.weights.has('output.weight')).toBe(true);
  // The texts it was tested on were seen by neither training.
  expect(whole.testLogits).toHaveLength(2 * examplesOf(tiny.set, 'test').length);

  await cutOff(({ detail }) => detail?.startsWith('Fold 3') ?? false);
  expect(stored.run?.folds).toEqual({ done: 7, count: 10 });
  // A clock by which every step is worth a checkpoint.
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 1e6));
  await cutOff(({ detail, done, total }) => detail?.startsWith('All rows') === true && done > (5.3 / 6) * total);
  clock.mockRestore();
  expect(stored.run?.folds).toEqual({ done: 10, count: 10 });
  expect(stored.checkpoint?.step).toBeGreaterThan(5);
  const told: string[] = [];
  const onProgress = ({ job, detail = '' }: Progress) => void (job === 'Training' && told.push(detail));
  const continued = await train(orderOf({ kept: stored.run, onProgress }));
  expect(continued.run.weights).toEqual(whole.run.weights);
  expect(continued.contrastive).toEqual(whole.contrastive);
  expect(continued.testLogits).toEqual(whole.testLogits);
  expect(new Set(told)).toEqual(new Set(['All rows · Pairs of texts']));
});

test('a plain head is kept where pairs teach nothing, and its own recipe with it', async () => {
  const { contrastive, recipe, run } = await train(orderOf({}, { learningRate: 1e-9 }));
  expect(contrastive?.kept).toBe('head');
  expect(recipe).toMatchObject({ depth: 'head', epochs: 30 });
  expect([...run.weights.keys()].some((name) => name.includes('adapter'))).toBe(false);
});

test('texts that may have several labels, and more rows than it is for, are refused', async () => {
  await expect(train(orderOf(tinyMultiLabelSet()))).rejects.toThrow(/one label each/);
  const many = train(orderOf(tinySet(240)));
  await expect(many).rejects.toThrow(Failure);
  await expect(many).rejects.toThrow('up to 64 training rows of each label, and one has');
});
