// activations → training run: trains a classifier on a prepared set, and predicts with it.

import { elementAt } from '../../domain/element';
import { hash32 } from '../../domain/random';
import { Failure, isAbort } from '../../domain/failures';
import type { ReportProgress } from '../../domain/progress';
import type { Recipe } from '../../domain/recipe';
import type { HistoryPoint } from '../../domain/run';
import type { TensorValues } from '../../domain/tensorValues';
import { batchOf, cutExamples } from '../../encoder/batch';
import type { Classifier, Source } from '../../encoder/classifier';
import { initialHead } from '../../encoder/classifierHead';
import type { Checkpoint } from '../../training/checkpoint';
import { taskOf } from '../../tasks/taskOf';
import { EpochSampler } from '../../training/sampling';
import { train, type StepSettings } from '../../training/train';
import { DeviceTraining } from './deviceTraining';
import { pooledStates } from './encodeDataSet';
import { breatheWhenDue, everySoOften } from '../../jobs/breathe';
import type { Pause } from '../../jobs/pause';
import { validate } from './validate';
import { classWeights, examplesOf, labelIdsOf, targetsOf, type TrainingExamples } from './trainingExamples';

/** What a training run leaves behind. */
export interface TrainingRun {
  weights: TensorValues;
  history: HistoryPoint[];
  bestEpoch: number;
  stoppedEarly: boolean;
  /** What the user should know of how it went. */
  notes: string[];
}

/** What a run needs. */
export interface TrainingOrder {
  classifier: Classifier;
  source: Source;
  examples: TrainingExamples;
  recipe: Recipe;
  pause: Pause;
  onProgress: ReportProgress;
  onPoint: (point: HistoryPoint) => void;
  /** Whether the head has weights to go on with. */
  hasHead?: boolean;
  /** An interrupted run to continue. */
  from: InterruptedRun | undefined;
  keepState: KeepState;
}

/** Called after each step and each epoch; it decides whether a checkpoint is worth its time. */
export type KeepState = (
  after: 'steps' | 'epoch',
  run: TrainingRun,
  checkpoint: () => Promise<Checkpoint>,
) => Promise<void>;

/** A run as it was left. */
export interface InterruptedRun {
  run: TrainingRun;
  checkpoint: Checkpoint;
}

/**
 * Trains until the recipe's end, early stopping, or the user's Stop; the classifier then has the weights of the
 * epoch to keep. A loss that is no longer a number ends the run with the best weights so far.
 *
 * @throws Failure `NothingToKeep` when stopped before the first epoch ended; `LossNotFinite` likewise
 */
export async function trainClassifier(order: TrainingOrder): Promise<TrainingRun> {
  const { classifier, source, examples, recipe, pause, from } = order;
  const model = new ExampleTraining(classifier, examples, recipe);
  await classifier.prepareTraining(source);
  await classifier.preparePrediction(source);
  const run = from?.run ?? (await startingRun(order));
  const breathe = breatheWhenDue(() => pause.breatheOrStop());
  const due = everySoOften();
  const task = {
    model,
    exampleCount: model.sampler.size,
    draw: (epoch: number) => model.sampler.draw(epoch),
    validate: () => validate(classifier, examples, { breathe }),
  };
  try {
    for await (const event of train(task, recipe, from?.checkpoint)) {
      if (event.kind === 'epoch') {
        run.history.push(event.point);
        if (event.best) Object.assign(run, { weights: event.best, bestEpoch: event.epoch });
        await order.keepState('epoch', run, event.checkpoint);
        order.onPoint(event.point);
        await pause.breathe();
      } else if (due()) {
        order.onProgress({
          job: 'Training',
          done: event.step,
          total: event.totalSteps,
          detail: `Epoch ${event.epoch} of at most ${recipe.epochs}`,
        });
        await pause.breathe();
      }
      if (pause.signal.aborted) break;
      if (event.kind === 'steps') await order.keepState('steps', run, event.checkpoint);
    }
  } catch (error) {
    // Stopped while an epoch was being evaluated: the ones before it count.
    if (!isAbort(error)) {
      const astray = error instanceof Failure && error.code === 'LossNotFinite';
      if (!astray || run.bestEpoch === 0) throw error;
      run.notes.push(`${error.message} The weights of epoch ${run.bestEpoch} were put back.`);
    }
  }
  run.stoppedEarly = pause.signal.aborted;
  if (run.bestEpoch === 0) throw nothingToKeep();
  classifier.store.writeTrained(run.weights);
  return run;
}

function nothingToKeep(): Failure {
  return new Failure(
    'NothingToKeep',
    'Stopped before the first epoch was finished, so there is no model to keep. Your rows are still here.',
  );
}

/** A run before its first step: a new head centred on what the encoder says of the training rows. */
async function startingRun({ classifier, source, examples, hasHead = false }: TrainingOrder): Promise<TrainingRun> {
  const { set } = examples;
  if (!hasHead) {
    await classifier.preparePooling(source);
    const mean = await meanPooled(classifier, examples);
    classifier.store.writeTrained(initialHead(mean, set.labels.length, classifier.shape.config.architecture));
  }
  const weights = await classifier.store.readTrained();
  return { weights, history: [], bestEpoch: 0, stoppedEarly: false, notes: [] };
}

/** Training rows whose pooled states are averaged: the mean of more moves in its third digit. */
const rowsForMean = 512;

async function meanPooled(classifier: Classifier, examples: TrainingExamples): Promise<Float32Array<ArrayBuffer>> {
  const width = classifier.shape.config.hiddenSize;
  const some = examplesOf(examples.set, 'train').subarray(0, rowsForMean);
  const sums = new Float64Array(width);
  for (const batch of cutExamples(examples, some, classifier.shape.largest)) {
    const pooled = await pooledStates(classifier, examples, batch);
    pooled.forEach((value, index) => (sums[index % width] = (sums[index % width] ?? NaN) + value));
  }
  return Float32Array.from(sums, (sum) => sum / some.length);
}

/** A classifier that takes steps on the training rows of a prepared set. */
export class ExampleTraining extends DeviceTraining {
  private readonly rows: Uint32Array;
  private readonly weights: Float32Array;
  /** What each epoch uses of the training rows. */
  readonly sampler: EpochSampler;

  constructor(
    classifier: Classifier,
    private readonly examples: TrainingExamples,
    private readonly recipe: Pick<Recipe, 'weightDecay' | 'maxGradientNorm' | 'balancing' | 'seed'>,
  ) {
    super(classifier);
    this.rows = examplesOf(examples.set, 'train');
    this.weights = classWeights(examples.set, recipe.balancing);
    this.sampler = new EpochSampler(
      labelIdsOf(examples.set, this.rows),
      examples.set.labels.length,
      recipe.balancing,
      recipe.seed,
    );
    classifier.setClassWeights(this.weights);
  }

  get exampleCount(): number {
    return this.rows.length;
  }

  /** One step, in as many micro-batches as the device's memory asks for. */
  step(indices: Uint32Array, { step, learningRate, dropoutSeed }: StepSettings): void {
    const { classifier, examples } = this;
    const { weightDecay, maxGradientNorm } = this.recipe;
    const rows = indices.map((index) => elementAt(this.rows, index));
    const lossScale = 1 / this.totalWeight(rows);
    cutExamples(examples, rows, classifier.shape.largest).forEach((part, index) => {
      const state = {
        accumulate: index > 0,
        dropoutSeed: hash32((dropoutSeed + index) >>> 0),
        lossScale,
        learningRate,
        step,
        weightDecay,
        maxGradientNorm,
      };
      const labels = Uint32Array.from(targetsOf(examples.set, part));
      classifier.run('gradients', { ...batchOf(examples, part), labels, state });
    });
    classifier.update();
  }

  /** What the texts of a step count in the mean of their losses. */
  private totalWeight(rows: Uint32Array): number {
    const { set } = this.examples;
    const { rowWeight } = taskOf(set.task);
    return rows.reduce((sum, row) => sum + rowWeight(set.targets, row, this.weights), 0);
  }
}
