// A run by itself: from given weights, and evaluated on whatever rows are labelled.

import { expect, test } from 'vitest';
import type { Pooling } from '../../../../src/domain/pooling';
import type { HistoryPoint } from '../../../../src/domain/run';
import { Pause } from '../../../../src/jobs/pause';
import { evaluate } from '../../../../src/pipeline/train/evaluate';
import type { RunOrder } from '../../../../src/pipeline/train/runTraining';
import { train } from '../../../../src/pipeline/train/train';
import { examplesOf, truthOf } from '../../../../src/pipeline/train/trainingExamples';
import { taskOf } from '../../../../src/tasks/taskOf';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { tinyBaseModel, tinyMultiLabelSet, tinyRecipe, tinySet } from '../../../support/tinyTask';

const device = await createWasmDevice();
const ready = { compute: { kind: 'wasm' as const, adapter: '', threads: 1, why: '' }, device, base: tinyBaseModel() };

function orderOf(changed: Partial<RunOrder>, points: HistoryPoint[] = []): RunOrder {
  return {
    ready,
    ...tinySet(240),
    recipe: tinyRecipe({ epochs: 4 }),
    pause: new Pause(new AbortController().signal),
    onProgress: () => {},
    onPoint: (point) => void points.push(point),
    kept: null,
    ...changed,
  };
}

test('from the weights of a kept model a run goes on where that one was', async () => {
  const [fresh, further]: [HistoryPoint[], HistoryPoint[]] = [[], []];
  const first = await train(orderOf({}, fresh));
  const start = { weights: first.run.weights, pooling: first.pooling };
  // So small a step that what it starts from is what it watches.
  const recipe = tinyRecipe({ epochs: 1, learningRate: 1e-9, headLearningRate: 1e-9 });
  await train(orderOf({ start, recipe }, further));
  const kept = taskOf('singleLabel').metrics(
    truthOf(tinySet(240).set, examplesOf(tinySet(240).set, 'validation')).targets,
    first.validationLogits,
    { labels: ['a', 'b'] },
  );
  expect(further[0]?.validationLoss).toBeCloseTo(kept.loss, 3);
  expect(further[0]?.validationLoss).toBeLessThan(fresh[0]?.validationLoss ?? 0);
});

test.each<Pooling>(['first', 'max', 'meanSqrtLength'])(
  'a new head reads what its base model says: %s',
  async (pooling) => {
    const points: HistoryPoint[] = [];
    const base = { ...tinyBaseModel(), pooling };
    const trained = await train(orderOf({ ready: { ...ready, base } }, points));
    expect(trained.pooling).toBe(pooling);
    expect(points.at(-1)?.validationLoss).toBeLessThan(points[0]?.validationLoss ?? 0);
  },
);

test('weights that a run does not train are no start for it, nor are any for folds', async () => {
  const { run, pooling } = await train(orderOf({}));
  const start = { weights: run.weights, pooling };
  const head = tinyRecipe({ depth: 'head' });
  await expect(train(orderOf({ start, recipe: head }))).rejects.toThrowError(/does not train/);
  const { set } = tinySet(240);
  const tests = Uint8Array.from(set.rows, (row) => row % 2);
  const folds = { count: 2, tests, validates: tests.map((fold) => 1 - fold) };
  await expect(train(orderOf({ start, set: { ...set, folds } }))).rejects.toThrowError(RangeError);
});

test.each([
  ['one label', tinySet(40).set],
  ['several labels', tinyMultiLabelSet(40).set],
])('any labelled rows evaluate any model, with %s', async (_, set) => {
  const examples = examplesOf(set, 'train').subarray(0, 10);
  const truth = truthOf(set, examples);
  const texts = Array.from(examples, (example) => `text ${example}`);
  const rows = { ...truth, texts, rowNumbers: examples };
  const asked: string[][] = [];
  const { has } = taskOf(set.task);
  const { predictions, metrics } = await evaluate(set, rows, (own) => {
    asked.push(own);
    // All right but for the first row.
    const logits = Array.from(examples).flatMap((__, row) =>
      set.labels.map((___, id) => (has(truth.targets, row, id, 2) === row > 0 ? 3 : -3)),
    );
    return Promise.resolve(Float32Array.from(logits));
  });
  expect(asked).toEqual([texts]);
  expect(metrics).toMatchObject({ task: set.task, rows: 10, accuracy: 0.9 });
  expect(predictions).toMatchObject({ texts, targets: truth.targets });
});
