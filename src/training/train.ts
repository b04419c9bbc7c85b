// The training loop. It knows no BERT, no store and no screen: a model is its parameters and a function from
// a batch to logits; what happens between steps (show, pause, stop) is the caller's, who pulls the events.

import { Failure } from '../domain/failures';
import type { Recipe } from '../domain/recipe';
import type { HistoryPoint } from '../domain/run';
import * as tf from '../tensor/tf';
import { AdamW } from './adamw';
import { epochBatches } from './batches';
import { clipByGlobalNorm } from './clipGradients';
import { EarlyStopping } from './earlyStopping';
import { crossEntropy } from './loss';
import { readParameters, type Parameter } from '../tensor/parameters';
import type { TensorValues } from '../domain/tensorValues';
import { linearWarmupAndDecay } from './schedule';

/** What can be trained on examples given by their indices. */
export interface TrainableModel {
  parameters: Parameter[];
  /** Logits `[batch, classes]` of training examples; inside `tf.tidy` and a gradient tape. */
  logits(examples: Uint32Array): tf.Tensor2D;
}

/** A training set and how to judge the model after each epoch. */
export interface TrainingTask {
  model: TrainableModel;
  /** Class id of each training example. */
  labelIds: ArrayLike<number>;
  classCount: number;
  validate(): Promise<{ loss: number; macroF1: number }>;
}

/** After some steps, and after each epoch. */
export type TrainingEvent =
  | { kind: 'steps'; step: number; totalSteps: number; epoch: number }
  | { kind: 'epoch'; epoch: number; point: HistoryPoint; best: TensorValues | null };

export type TrainingRecipe = Pick<
  Recipe,
  | 'epochs'
  | 'batchSize'
  | 'learningRate'
  | 'seed'
  | 'weightDecay'
  | 'warmupFraction'
  | 'patience'
  | 'maxGradientNorm'
>;

/** Steps between two events, and between two readings of the loss: reading it waits for the device. */
const stepsPerEvent = 10;

/**
 * Trains in place and yields what happens. Ends after `recipe.epochs`, or when validation has not improved for
 * `recipe.patience` epochs; stop pulling to end it sooner. An `epoch` event carries a copy of the parameters
 * when they are the best so far.
 *
 * @throws Failure `LossNotFinite`; the best weights are with the last `epoch` event that had them
 */
export async function* train(
  task: TrainingTask,
  recipe: TrainingRecipe,
): AsyncGenerator<TrainingEvent, void, void> {
  const { parameters } = task.model;
  const exampleCount = task.labelIds.length;
  const stepsPerEpoch = Math.ceil(exampleCount / recipe.batchSize);
  const totalSteps = stepsPerEpoch * recipe.epochs;
  const rate = linearWarmupAndDecay(recipe.learningRate, totalSteps, recipe.warmupFraction);
  const optimizer = new AdamW(parameters, recipe.weightDecay);
  const stopping = new EarlyStopping(recipe.patience);
  const losses = new LossMeter();
  let step = 0;
  try {
    for (let epoch = 1; epoch <= recipe.epochs && !stopping.exhausted; epoch++) {
      for (const batch of epochBatches(exampleCount, recipe.batchSize, recipe.seed, epoch)) {
        losses.add(trainStep(task, batch, optimizer, rate(step), recipe.maxGradientNorm));
        step++;
        if (step % stepsPerEvent === 0 && step % stepsPerEpoch !== 0) {
          yield { kind: 'steps', step, totalSteps, epoch };
        }
      }
      const trainLoss = await losses.read();
      const { loss, macroF1 } = await task.validate();
      if (!Number.isFinite(trainLoss) || !Number.isFinite(loss)) throw lossNotFinite(epoch);
      const point: HistoryPoint = {
        step,
        epoch,
        trainLoss,
        learningRate: rate(step - 1),
        validationLoss: loss,
        validationMacroF1: macroF1,
      };
      const best = stopping.improves(loss) ? await readParameters(parameters) : null;
      yield { kind: 'epoch', epoch, point, best };
    }
  } finally {
    optimizer.dispose();
    losses.dispose();
  }
}

/** One step: forward, backward, clip, update. Gives the batch's loss, still on the device. */
function trainStep(
  { model, labelIds, classCount }: TrainingTask,
  batch: Uint32Array,
  optimizer: AdamW,
  learningRate: number,
  maxGradientNorm: number,
): tf.Scalar {
  return tf.tidy(() => {
    const targets = oneHot(batch, labelIds, classCount);
    const variables = model.parameters.map(({ variable }) => variable);
    const { value, grads } = tf.variableGrads(
      () => crossEntropy(model.logits(batch), targets),
      variables,
    );
    const gradients = variables.map(({ name }) => {
      const gradient = grads[name];
      if (!gradient) throw new RangeError(`The loss does not depend on “${name}”.`);
      return gradient;
    });
    optimizer.update(clipByGlobalNorm(gradients, maxGradientNorm), learningRate);
    return value;
  });
}

function oneHot(batch: Uint32Array, labelIds: ArrayLike<number>, classCount: number): tf.Tensor2D {
  const targets = new Float32Array(batch.length * classCount);
  batch.forEach((example, row) => (targets[row * classCount + (labelIds[example] ?? 0)] = 1));
  return tf.tensor2d(targets, [batch.length, classCount]);
}

function lossNotFinite(epoch: number): Failure {
  return new Failure(
    'LossNotFinite',
    `Training went astray in epoch ${epoch}: the loss is no longer a number. ` +
      'Choose a smaller learning rate under Advanced and train again.',
  );
}

/** Sums losses on the device and reads their mean when asked. */
class LossMeter {
  private sum: tf.Tensor = tf.scalar(0);
  private count = 0;

  add(loss: tf.Scalar): void {
    const sum = tf.add(this.sum, loss);
    tf.dispose([this.sum, loss]);
    this.sum = sum;
    this.count++;
  }

  /** The mean since the last reading. */
  async read(): Promise<number> {
    const [total = NaN] = await this.sum.data();
    const mean = total / this.count;
    this.dispose();
    this.sum = tf.scalar(0);
    this.count = 0;
    return mean;
  }

  dispose(): void {
    this.sum.dispose();
  }
}
