// Whole runs on a tiny model on WebAssembly: what is learned, and that a run can be repeated and resumed.

import { describe, expect, test } from 'vitest';
import type { Recipe } from '../../../../src/domain/recipe';
import { tokenCount } from '../../../../src/domain/tokens';
import type { TensorValues } from '../../../../src/domain/tensorValues';
import { taskOf } from '../../../../src/tasks/taskOf';
import { logitsOfExamples } from '../../../../src/inference/examples';
import type { InterruptedRun, TrainingRun } from '../../../../src/pipeline/train/trainClassifier';
import { meanOfWindows } from '../../../../src/inference/windows';
import { windowedSet } from '../../../../src/pipeline/train/textWindows';
import { examplesOf, targetsOf } from '../../../../src/pipeline/train/trainingExamples';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { tinyBaseModel, tinyMultiLabelSet, tinyRecipe, tinySet } from '../../../support/tinyTask';
import { trainingRun } from '../../../support/trainingRun';

const device = await createWasmDevice();
const base = tinyBaseModel();
const { set, texts } = tinySet();

interface Options {
  from?: InterruptedRun;
  /** Epochs after which it stops. */
  stopAfter?: number;
  /** Steps inside epochs after which a checkpoint is taken. */
  keepsAt?: number[];
  /** Tokens in one micro-batch. */
  tokens?: number;
  /** Spoils the weights after this epoch. */
  spoilAfter?: number;
}

async function runOf(recipe: Recipe, { from, tokens = 256, ...options }: Options = {}, model = base) {
  const { stopAfter, keepsAt = [], spoilAfter } = options;
  const keptInside: InterruptedRun[] = [];
  let kept: InterruptedRun | undefined;
  let left: TensorValues | undefined;
  const inputs = { device, base: model, set, texts, recipe };
  const { run } = await trainingRun(inputs, {
    ...(from && { from }),
    change: ({ shape }) => (shape.largest = { tokens, texts: 64 }),
    async onEpoch(own, checkpoint, classifier, stop) {
      if (own.history.length === spoilAfter) {
        const bias = { shape: [2], values: new Float32Array(2).fill(NaN) };
        classifier.store.writeTrained(new Map([['output.bias', bias]]));
      }
      if (own.history.length !== stopAfter) return;
      kept = { run: { ...own, history: [...own.history] }, checkpoint: await checkpoint() };
      stop();
    },
    async onSteps(own, checkpoint) {
      if (keepsAt.length === 0) return;
      const state = await checkpoint();
      if (keepsAt.includes(state.step)) keptInside.push(structuredClone({ run: own, checkpoint: state }));
    },
    async finish(classifier) {
      left = await classifier.store.readTrained();
    },
  });
  return { run, kept, keptInside, left };
}

const curve = ({ history }: TrainingRun) => history.map(({ trainLoss, validationLoss }) => [trainLoss, validationLoss]);

test('several labels a text: each is learned on its own', async () => {
  const many = tinyMultiLabelSet();
  const inputs = { device, base, ...many, recipe: tinyRecipe({ epochs: 12, seed: 2 }) };
  await trainingRun(inputs, {
    change: ({ shape }) => (shape.largest = { tokens: 256, texts: 64 }),
    async finish(classifier, examples) {
      const rows = examplesOf(many.set, 'test');
      const logits = await logitsOfExamples(classifier, examples, rows);
      const truth = targetsOf(many.set, rows);
      const metrics = taskOf('multiLabel').metrics(truth, logits, many.set);
      expect(metrics.accuracy).toBeGreaterThan(0.9);
      expect('microF1' in metrics && metrics.microF1).toBeGreaterThan(0.9);
    },
  });
});

test('long texts in windows: what is watched is how right the texts are', async () => {
  // Windows of up to three tokens, most of them without the one that tells.
  const starts = Array.from(texts.offsets.subarray(0, -1), (start, text) =>
    Array.from({ length: Math.ceil(tokenCount(texts, text) / 3) }, (_, window) => start + window * 3),
  );
  const firstWindows = starts.reduce((ends, own) => [...ends, (ends.at(-1) ?? 0) + own.length], [0]);
  const offsets = Uint32Array.of(...starts.flat(), texts.ids.length);
  const cut = { ...texts, offsets, firstWindows: Uint32Array.from(firstWindows) };
  const inputs = { device, base, ...windowedSet(set, cut), recipe: tinyRecipe({ epochs: 2 }) };
  let watched: number | undefined;
  const { run } = await trainingRun(inputs, {
    async finish(classifier, examples) {
      const rows = examplesOf(examples.set, 'validation');
      const logits = await logitsOfExamples(classifier, examples, rows);
      const mean = meanOfWindows(
        logits,
        rows.map((row) => inputs.textOf?.[row] ?? 0),
        2,
      );
      const truth = targetsOf(set, examplesOf(set, 'validation'));
      watched = taskOf(set.task).metrics(truth, mean, set).loss;
    },
  });
  expect(run.history[run.bestEpoch - 1]?.validationLoss).toBeCloseTo(watched ?? NaN, 6);
});

describe('depths', () => {
  test.each([
    ['head', tinyRecipe({ depth: 'head', learningRate: 0.02, epochs: 30 })],
    ['top layers by adapters', tinyRecipe({ depth: 'topLayers', method: 'lora', topLayers: 1 })],
    ['top layers in full', tinyRecipe({ depth: 'topLayers', topLayers: 1 })],
    ['whole model by adapters', tinyRecipe({ method: 'lora', learningRate: 0.02 })],
    ['whole model in full', tinyRecipe({})],
  ])('%s: the loss falls', async (_, recipe) => {
    const { run } = await runOf(recipe);
    const losses = run.history.map(({ trainLoss }) => trainLoss);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) * 0.9);
    expect(run.bestEpoch).toBeGreaterThan(0);
  });
});

test('the same seed gives the same curve, bit for bit; another seed another', async () => {
  const recipe = tinyRecipe({ epochs: 2 });
  const first = curve((await runOf(recipe)).run);
  expect(curve((await runOf(recipe)).run)).toEqual(first);
  expect(curve((await runOf({ ...recipe, seed: 7 })).run)).not.toEqual(first);
});

test.each(['full', 'lora'] as const)(
  'a run stopped at a checkpoint and resumed gives the curve of one never stopped: %s',
  async (method) => {
    const recipe = tinyRecipe({ method, epochs: 4 });
    const whole = await runOf(recipe);
    const { kept } = await runOf(recipe, { stopAfter: 2 });
    if (!kept) throw new Error('No checkpoint.');
    const resumed = await runOf(recipe, { from: kept });
    expect(curve(resumed.run)).toEqual(curve(whole.run));
    expect(resumed.run.bestEpoch).toBe(whole.run.bestEpoch);
    expect(resumed.run.weights).toEqual(whole.run.weights);
  },
);

test.each([
  ['full', tinyRecipe({ epochs: 3, batchSize: 2 })],
  ['LoRA, other rows each epoch', tinyRecipe({ method: 'lora', epochs: 3, batchSize: 2, balancing: 'underSampling' })],
])('a run cut off inside an epoch goes on to the same bits: %s', async (_, recipe) => {
  const whole = await runOf(recipe);
  // Before and after the loss is read, which is every 20 steps; in the first epoch and in the last.
  const keeping = await runOf(recipe, { keepsAt: [1, 13, 20, 25, 50] });
  expect(keeping.keptInside).toHaveLength(5);
  expect(curve(keeping.run)).toEqual(curve(whole.run));
  for (const from of keeping.keptInside) {
    const { run } = await runOf(recipe, { from });
    expect(curve(run)).toEqual(curve(whole.run));
    expect(run.weights).toEqual(whole.run.weights);
  }
});

test('micro-batches change nothing but the last digits', async () => {
  const recipe = tinyRecipe({ epochs: 2 });
  const losses = async (tokens: number) =>
    (await runOf(recipe, { tokens }, tinyBaseModel(0))).run.history.map(({ trainLoss }) => trainLoss);
  const whole = await losses(256);
  (await losses(16)).forEach((loss, epoch) => expect(loss).toBeCloseTo(whole[epoch] ?? NaN, 4));
});

test('a loss that is not finite ends the run with the best weights so far, and says so', async () => {
  const { run, left } = await runOf(tinyRecipe({ epochs: 6 }), { spoilAfter: 3 });
  expect(run.history).toHaveLength(3);
  expect(run.notes.join()).toMatch(/weights of epoch \d were put back/);
  expect(left).toEqual(run.weights);
});

test('a loss that is not finite in the first epoch leaves nothing to keep', async () => {
  const recipe = tinyRecipe({ epochs: 8, learningRate: 1e19, headLearningRate: 1e19 });
  await expect(runOf(recipe)).rejects.toMatchObject({ code: 'LossNotFinite' });
});
