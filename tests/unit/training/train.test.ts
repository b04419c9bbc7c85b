import { expect, test } from 'vitest';
import { fieldProblem, recipeFields } from '../../../src/words/recipe';
import { epochBatches } from '../../../src/training/batches';
import { EpochChoice } from '../../../src/training/epochChoice';
import { EarlyStopping } from '../../../src/training/earlyStopping';
import { linearWarmupAndDecay } from '../../../src/training/schedule';
import { train, type TrainingEvent } from '../../../src/training/train';

const recipe = {
  depth: 'head' as const,
  epochs: 4,
  batchSize: 8,
  learningRate: 0.05,
  seed: 1,
  warmupFraction: 0.1,
  patience: 5,
};

/** A model that only counts, whose losses are given. */
function countingTask(validationLosses: number[], trainLoss = 1) {
  const steps: number[] = [];
  let epoch = 0;
  return {
    steps,
    task: {
      exampleCount: 20,
      model: {
        step: (examples: Uint32Array) => void steps.push(examples.length),
        takeLoss: () => Promise.resolve(trainLoss),
        writeLoss: () => {},
        readWeights: () => Promise.resolve(new Map()),
        writeWeights: () => {},
        readMoments: () => Promise.resolve([]),
        writeMoments: () => {},
      },
      validate: () => Promise.resolve({ loss: validationLosses[epoch++] ?? NaN, macroF1: 0, rows: 100 }),
    },
  };
}

async function collect(events: AsyncGenerator<TrainingEvent>): Promise<TrainingEvent[]> {
  const all: TrainingEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const epochs = (events: TrainingEvent[]) => events.filter((event) => event.kind === 'epoch');

test('every example is taken once an epoch, and the best weights are copied', async () => {
  const { task, steps } = countingTask([4, 3, 5, 2]);
  const events = epochs(await collect(train(task, recipe)));
  expect(steps).toHaveLength(4 * 3);
  expect(steps.reduce((sum, count) => sum + count, 0)).toBe(4 * 20);
  expect(events.map(({ best }) => best !== null)).toEqual([true, true, false, true]);
  expect(events.map(({ point }) => point.step)).toEqual([3, 6, 9, 12]);
});

test('training stops early when validation no longer improves', async () => {
  const { task } = countingTask([1, 2, 3, 4, 5, 6, 7]);
  const events = await collect(train(task, { ...recipe, epochs: 50, patience: 3 }));
  expect(epochs(events)).toHaveLength(4);
});

test('a loss that is not finite is said so, in training and in validation', async () => {
  const failure = { code: 'LossNotFinite' };
  await expect(collect(train(countingTask([NaN]).task, recipe))).rejects.toMatchObject(failure);
  await expect(collect(train(countingTask([1], NaN).task, recipe))).rejects.toMatchObject(failure);
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

test('of a few epochs the last is kept, unless it is clearly worse than the best', () => {
  const choice = new EpochChoice('whole');
  const keeps = (macroF1: number) => choice.keeps({ loss: 1, macroF1, rows: 100 });
  expect([0.7, 0.8, 0.74, 0.6].map(keeps)).toEqual([true, true, true, false]);
  const head = new EpochChoice('head');
  expect(head.keeps({ loss: 1, macroF1: 0.5, rows: 100 })).toBe(true);
  expect(head.keeps({ loss: 2, macroF1: 0.9, rows: 100 })).toBe(false);
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
