// The training loop. It knows no BERT, no store and no screen: a model is what can take a step; what happens
// between steps (show, pause, stop) is the caller's, who pulls the events.

import { elementAt } from '../domain/element';
import { Failure } from '../domain/failures';
import { hash32 } from '../domain/random';
import type { Recipe } from '../domain/recipe';
import type { HistoryPoint } from '../domain/run';
import type { TensorValues } from '../domain/tensorValues';
import { epochBatches } from './batches';
import type { Checkpoint } from './checkpoint';
import { EarlyStopping } from './earlyStopping';
import { EpochChoice, type Validation } from './epochChoice';
import { linearWarmupAndDecay } from './schedule';

/** What changes from step to step besides the examples. */
export interface StepSettings {
  /** From 1. */
  step: number;
  learningRate: number;
  dropoutSeed: number;
}

/** What can be trained on examples given by their indices. */
export interface TrainableModel {
  /** Forward, backward and update on one batch; nothing is read back. */
  step(examples: Uint32Array, settings: StepSettings): void;
  /** The sum of the steps' mean losses since the last call; waits for the device. */
  takeLoss(): Promise<number>;
  /** Puts back what `takeLoss` took. */
  writeLoss(sum: number): void;
  /** A copy of the trained tensors. */
  readWeights(): Promise<TensorValues>;
  writeWeights(weights: TensorValues): void;
  /** The optimizer's moments. */
  readMoments(): Promise<Float32Array<ArrayBuffer>[]>;
  writeMoments(moments: Float32Array[]): void;
}

/** A training set and how to evaluate the model after each epoch. */
export interface TrainingTask {
  model: TrainableModel;
  /** Examples that each epoch uses. */
  exampleCount: number;
  /** Which these are; all, in their order, when absent. */
  draw?(epoch: number): Uint32Array;
  validate(): Promise<Validation>;
}

/** After some steps, and after each epoch. `checkpoint` takes what is needed to go on from here later. */
export type TrainingEvent = { checkpoint: () => Promise<Checkpoint> } & (
  | { kind: 'steps'; step: number; totalSteps: number; epoch: number }
  | {
      kind: 'epoch';
      epoch: number;
      point: HistoryPoint;
      /** A copy of the weights, when they are the ones to keep so far. */
      best: TensorValues | null;
    }
);

export type TrainingRecipe = Pick<
  Recipe,
  'depth' | 'epochs' | 'batchSize' | 'learningRate' | 'seed' | 'warmupFraction' | 'patience'
>;

/** Steps between two readings of the loss: reading it waits for the device. */
const stepsPerReading = 20;

/**
 * Trains in place and yields what happens. Ends after `recipe.epochs`, or when validation has not improved for
 * `recipe.patience` epochs; stop pulling to end it sooner.
 *
 * @param from a checkpoint to go on from; the curve is then the one of a run that was never interrupted
 * @throws Failure `LossNotFinite`; the best weights are with the last `epoch` event that had them
 */
export async function* train(
  { model, exampleCount, draw, validate }: TrainingTask,
  recipe: TrainingRecipe,
  from?: Checkpoint,
): AsyncGenerator<TrainingEvent, void, void> {
  const { batchSize, epochs, seed } = recipe;
  const stepsPerEpoch = Math.ceil(exampleCount / batchSize);
  const totalSteps = stepsPerEpoch * epochs;
  const rate = linearWarmupAndDecay(recipe.learningRate, totalSteps, recipe.warmupFraction);
  const stopping = new EarlyStopping(recipe.patience, from?.stopping);
  const choice = new EpochChoice(recipe.depth, from?.choice);
  if (from) restore(model, from);
  let step = from?.step ?? 0;
  let lossSum = from?.lossSum ?? 0;
  const checkpoint = () =>
    takeCheckpoint(model, { step, stepsPerEpoch, lossSum, stopping: stopping.state, choice: choice.state });
  for (let epoch = Math.floor(step / stepsPerEpoch) + 1; epoch <= epochs && !stopping.exhausted; epoch++) {
    const drawn = draw?.(epoch);
    for (const positions of epochBatches(exampleCount, batchSize, seed, epoch).slice(step % stepsPerEpoch)) {
      const batch = drawn ? positions.map((position) => elementAt(drawn, position)) : positions;
      const dropoutSeed = hash32((seed + Math.imul(step + 1, 0x9e3779b1)) >>> 0);
      model.step(batch, { step: step + 1, learningRate: rate(step), dropoutSeed });
      step++;
      if (step % stepsPerReading === 0 && step % stepsPerEpoch !== 0) {
        lossSum += await finiteLoss(model, epoch);
      }
      if (step % stepsPerEpoch !== 0) yield { kind: 'steps', step, totalSteps, epoch, checkpoint };
    }
    lossSum += await finiteLoss(model, epoch);
    const validation = await validate();
    const { loss, macroF1 } = validation;
    if (!Number.isFinite(loss)) throw lossNotFinite(epoch);
    const point: HistoryPoint = {
      step,
      epoch,
      trainLoss: lossSum / stepsPerEpoch,
      learningRate: rate(step - 1),
      validationLoss: loss,
      validationMacroF1: macroF1,
    };
    stopping.improves(loss);
    const best = choice.keeps(validation) ? await model.readWeights() : null;
    lossSum = 0;
    yield { kind: 'epoch', epoch, point, best, checkpoint };
  }
}

function restore(model: TrainableModel, { weights, moments, unreadLoss }: Checkpoint): void {
  model.writeWeights(weights);
  model.writeMoments(moments);
  model.writeLoss(unreadLoss);
}

/** Leaves the model as it is, its sum of losses too: read at another step, it would be rounded otherwise. */
async function takeCheckpoint(
  model: TrainableModel,
  reached: Omit<Checkpoint, 'unreadLoss' | 'weights' | 'moments'>,
): Promise<Checkpoint> {
  const unreadLoss = await finiteLoss(model, Math.floor(reached.step / reached.stepsPerEpoch) + 1);
  model.writeLoss(unreadLoss);
  const weights = await model.readWeights();
  return { ...reached, unreadLoss, weights, moments: await model.readMoments() };
}

async function finiteLoss(model: TrainableModel, epoch: number): Promise<number> {
  const loss = await model.takeLoss();
  if (Number.isFinite(loss)) return loss;
  throw lossNotFinite(epoch);
}

function lossNotFinite(epoch: number): Failure {
  return new Failure(
    'LossNotFinite',
    `Training went astray in epoch ${epoch}: the loss is no longer a number. ` +
      'Choose a smaller learning rate under Advanced and train again.',
  );
}
