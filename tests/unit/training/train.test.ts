import { beforeAll, describe, expect, test } from 'vitest';
import { fieldProblem, recipeFields } from '../../../src/domain/recipe';
import type { Parameter } from '../../../src/tensor/parameters';
import * as tf from '../../../src/tensor/tf';
import { AdamW } from '../../../src/training/adamw';
import { epochBatches } from '../../../src/training/batches';
import { clipByGlobalNorm } from '../../../src/training/clipGradients';
import { EarlyStopping } from '../../../src/training/earlyStopping';
import { crossEntropy } from '../../../src/training/loss';
import { linearWarmupAndDecay } from '../../../src/training/schedule';
import { train, type TrainingEvent } from '../../../src/training/train';

beforeAll(() => tf.setBackend('cpu'));

const recipe = {
  epochs: 4,
  batchSize: 8,
  learningRate: 0.05,
  seed: 1,
  weightDecay: 0.01,
  warmupFraction: 0.1,
  patience: 5,
  maxGradientNorm: 1,
};

/** Two classes apart along one axis, and a linear model. */
function separableTask() {
  const rows = 64;
  const values = Float32Array.from({ length: rows * 2 }, (_, i) =>
    i % 2 === 0 ? ((i / 2) % 2 === 0 ? 1 : -1) : Math.sin(i),
  );
  const labelIds = Uint8Array.from({ length: rows }, (_, i) => i % 2);
  const weight = tf.variable(tf.zeros([2, 2]));
  const features = tf.tensor2d(values, [rows, 2]);
  const parameters: Parameter[] = [{ name: 'weight', variable: weight, decays: true }];
  const logitsOf = (x: tf.Tensor2D): tf.Tensor2D => tf.matMul(x, weight);
  return {
    model: {
      parameters,
      logits: (batch: Uint32Array) =>
        logitsOf(tf.gather(features, tf.tensor1d(Int32Array.from(batch), 'int32'))),
    },
    labelIds,
    classCount: 2,
    validate: async () => {
      const targets = tf.oneHot(tf.tensor1d(labelIds, 'int32'), 2).toFloat().as2D(rows, 2);
      const [loss = NaN] = await crossEntropy(logitsOf(features), targets).data();
      return { loss, macroF1: 1 };
    },
  };
}

async function collect(events: AsyncGenerator<TrainingEvent>): Promise<TrainingEvent[]> {
  const all: TrainingEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('train', () => {
  test('lowers the loss and keeps the best weights', async () => {
    const events = await collect(train(separableTask(), recipe));
    const epochs = events.filter((event) => event.kind === 'epoch');
    expect(epochs).toHaveLength(4);
    const losses = epochs.map(({ point }) => point.validationLoss);
    expect(losses.at(-1)).toBeLessThan(0.3);
    expect(epochs.at(-1)?.best?.get('weight')?.values).toHaveLength(4);
  });

  test('the same seed gives the same losses, bit for bit', async () => {
    const losses = async (seed: number) =>
      (await collect(train(separableTask(), { ...recipe, seed }))).map((event) =>
        event.kind === 'epoch' ? event.point.trainLoss : 0,
      );
    expect(await losses(7)).toEqual(await losses(7));
    expect(await losses(7)).not.toEqual(await losses(8));
  });

  test('stops early when validation no longer improves', async () => {
    const task = separableTask();
    let calls = 0;
    const worsening = {
      ...task,
      validate: () => Promise.resolve({ loss: ++calls, macroF1: 0 }),
    };
    const events = await collect(train(worsening, { ...recipe, epochs: 50, patience: 3 }));
    expect(events.filter((event) => event.kind === 'epoch')).toHaveLength(4);
  });

  test('says so when the loss is not finite', async () => {
    const task = {
      ...separableTask(),
      validate: () => Promise.resolve({ loss: NaN, macroF1: 0 }),
    };
    await expect(collect(train(task, recipe))).rejects.toMatchObject({ code: 'LossNotFinite' });
  });

  test('leaves no tensor behind', async () => {
    const task = separableTask();
    await task.validate();
    const before = tf.memory().numTensors;
    const quiet = { ...task, validate: () => Promise.resolve({ loss: 1, macroF1: 0 }) };
    await collect(train(quiet, recipe));
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('AdamW follows torch.optim.AdamW', () => {
  // torch 2.15: p = [1, -2], AdamW(lr=0.1, weight_decay=0.01), grads [0.5, -1], then [0.1, 2].
  const variable = tf.variable(tf.tensor1d([1, -2]));
  const optimizer = new AdamW([{ name: 'p', variable, decays: true }], 0.01);
  optimizer.update([tf.tensor1d([0.5, -1])], 0.1);
  optimizer.update([tf.tensor1d([0.1, 2])], 0.1);
  const wanted = [0.8177969455718994, -1.932712435722351];
  Array.from(variable.dataSync()).forEach((value, index) =>
    expect(value).toBeCloseTo(wanted[index] ?? NaN, 5),
  );
});

test('gradients are scaled to the global norm, and small ones left alone', () => {
  const [a, b] = clipByGlobalNorm([tf.tensor1d([3]), tf.tensor1d([4])], 1);
  expect(a?.dataSync()[0]).toBeCloseTo(0.6, 5);
  expect(b?.dataSync()[0]).toBeCloseTo(0.8, 5);
  const [c] = clipByGlobalNorm([tf.tensor1d([0.5])], 1);
  expect(c?.dataSync()[0]).toBeCloseTo(0.5, 6);
});

test('cross-entropy and its gradient agree with TensorFlow.js’s own', () => {
  const logits = tf.tensor2d([2, -1, 0.5, 0, 80, -80], [2, 3]);
  const targets = tf.tensor2d([1, 0, 0, 0, 1, 0], [2, 3]);
  const ours = tf.valueAndGrad((x: tf.Tensor) => crossEntropy(x.as2D(2, 3), targets))(logits);
  const stock = tf.valueAndGrad((x: tf.Tensor) =>
    tf.losses.softmaxCrossEntropy(targets, x).asScalar(),
  )(logits);
  expect(ours.value.dataSync()[0]).toBeCloseTo(stock.value.dataSync()[0] ?? NaN, 5);
  ours.grad
    .dataSync()
    .forEach((value, index) => expect(value).toBeCloseTo(stock.grad.dataSync()[index] ?? NaN, 5));
});

test('the learning rate climbs, peaks and falls to zero', () => {
  const rate = linearWarmupAndDecay(1, 100, 0.1);
  expect([rate(0), rate(5), rate(10), rate(55), rate(100)]).toEqual([0, 0.5, 1, 0.5, 0]);
});

test('an epoch has each example once, in an order of its own', () => {
  const flat = (epoch: number) => epochBatches(10, 4, 3, epoch).flatMap((batch) => [...batch]);
  expect(epochBatches(10, 4, 3, 1).map(({ length }) => length)).toEqual([4, 4, 2]);
  expect(flat(1).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(flat(1)).not.toEqual(flat(2));
  expect(flat(1)).toEqual(flat(1));
});

test('early stopping counts epochs since the best', () => {
  const stopping = new EarlyStopping(2);
  expect([3, 2, 2.5].map((loss) => stopping.improves(loss))).toEqual([true, true, false]);
  expect(stopping.exhausted).toBe(false);
  stopping.improves(2);
  expect(stopping.exhausted).toBe(true);
});

test('every field of the recipe says what is wrong with a value', () => {
  for (const field of recipeFields) {
    expect(fieldProblem(field, field.min)).toBeNull();
    expect(fieldProblem(field, field.max + 1)).toContain(field.label);
    expect(fieldProblem(field, null)).toContain('needs a number');
  }
});
