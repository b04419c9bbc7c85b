// encoder activations → training run: trains a classification head on cached activations, and predicts with it.

import type { PreparedSet, SplitName } from '../domain/dataset';
import { splitNames } from '../domain/dataset';
import { Failure } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
import type { Recipe } from '../domain/recipe';
import type { HistoryPoint } from '../domain/run';
import type { TensorValues } from '../domain/tensorValues';
import {
  disposeHead,
  headLogits,
  initialHead,
  loadHead,
  trainableHead,
  type ClassifierHead,
} from '../encoder/classifierHead';
import type { EncoderConfig } from '../encoder/config';
import { measure } from '../evaluation/metrics';
import { softmaxRows } from '../evaluation/softmax';
import * as tf from '../tensor/tf';
import { train } from '../training/train';
import type { JobControl } from './jobControl';

/** Activations of a prepared set, and where its splits are. */
export interface PooledSet {
  set: PreparedSet;
  /** `[rows * width]` */
  pooled: Float32Array;
  width: number;
}

/** What a training run leaves behind. */
export interface HeadRun {
  weights: TensorValues;
  history: HistoryPoint[];
  bestEpoch: number;
  stoppedEarly: boolean;
}

/** Indices into the prepared set of one split's examples, ascending. */
export function examplesOf(set: PreparedSet, split: SplitName): Uint32Array {
  const wanted = splitNames.indexOf(split);
  return Uint32Array.from(set.splits.keys()).filter((index) => set.splits[index] === wanted);
}

/**
 * Trains until the recipe's end, early stopping, or the user's Stop, and gives the weights of the best epoch.
 *
 * @throws Failure `NothingToKeep` when stopped before the first epoch ended; `LossNotFinite`
 */
export async function trainHead(
  data: PooledSet,
  config: EncoderConfig,
  recipe: Recipe,
  control: JobControl,
  onProgress: ReportProgress,
  onPoint: (point: HistoryPoint) => void,
): Promise<HeadRun> {
  const { set } = data;
  const examples = examplesOf(set, 'train');
  const start = initialHead(meanOf(data, examples), set.labels.length);
  const { head, parameters } = trainableHead(start, config.architecture);
  const task = {
    model: {
      parameters,
      logits: (batch: Uint32Array) =>
        headLogits(
          gather(
            data,
            batch.map((index) => examples[index] ?? 0),
          ),
          head,
        ),
    },
    labelIds: labelIdsOf(set, examples),
    classCount: set.labels.length,
    validate: () => validate(data, head),
  };
  const run: HeadRun = { weights: start, history: [], bestEpoch: 0, stoppedEarly: false };
  try {
    for await (const event of train(task, recipe)) {
      if (event.kind === 'epoch') {
        run.history.push(event.point);
        onPoint(event.point);
        if (event.best) Object.assign(run, { weights: event.best, bestEpoch: event.epoch });
      } else {
        onProgress({
          job: 'Training',
          done: event.step,
          total: event.totalSteps,
          detail: `Epoch ${event.epoch} of at most ${recipe.epochs}`,
        });
      }
      await control.breathe();
      if (control.stopRequested) break;
    }
  } finally {
    disposeHead(head);
  }
  run.stoppedEarly = control.stopRequested;
  if (run.bestEpoch > 0) return run;
  throw new Failure(
    'NothingToKeep',
    'Stopped before the first epoch was finished, so there is no model to keep. Your rows are still here.',
  );
}

/** Logits `[examples * classes]` of a trained head on one split. */
export async function predictSplit(
  data: PooledSet,
  config: EncoderConfig,
  weights: TensorValues,
  split: SplitName,
): Promise<Float32Array<ArrayBuffer>> {
  const head = loadHead(weights, config.architecture);
  try {
    return await predict(data, examplesOf(data.set, split), head);
  } finally {
    disposeHead(head);
  }
}

async function validate(data: PooledSet, head: ClassifierHead) {
  const { set } = data;
  // A set so small that nothing was left for validation is watched on its training rows.
  const validation = examplesOf(set, 'validation');
  const examples = validation.length > 0 ? validation : examplesOf(set, 'train');
  const logits = await predict(data, examples, head);
  const probabilities = softmaxRows(logits, set.labels.length);
  const { loss, macroF1 } = measure(labelIdsOf(set, examples), probabilities, set.labels);
  return { loss, macroF1 };
}

/** Rows that go through the head at once. */
const rowsPerPrediction = 4096;

async function predict(
  data: PooledSet,
  examples: Uint32Array,
  head: ClassifierHead,
): Promise<Float32Array<ArrayBuffer>> {
  const classes = data.set.labels.length;
  const logits = new Float32Array(examples.length * classes);
  for (let start = 0; start < examples.length; start += rowsPerPrediction) {
    const batch = examples.subarray(start, start + rowsPerPrediction);
    const onDevice = tf.tidy(() => headLogits(gather(data, batch), head));
    logits.set(await onDevice.data<'float32'>(), start * classes);
    onDevice.dispose();
  }
  return logits;
}

/** The mean activation of some examples, `[width]`. */
function meanOf({ pooled, width }: PooledSet, examples: Uint32Array): Float32Array<ArrayBuffer> {
  const mean = new Float64Array(width);
  for (const example of examples) {
    for (let i = 0; i < width; i++) mean[i] = (mean[i] ?? 0) + (pooled[example * width + i] ?? 0);
  }
  return Float32Array.from(mean, (sum) => sum / examples.length);
}

/** The activations of some examples on the device, `[examples, width]`. */
function gather({ pooled, width }: PooledSet, examples: Uint32Array): tf.Tensor2D {
  const values = new Float32Array(examples.length * width);
  examples.forEach((example, row) => {
    values.set(pooled.subarray(example * width, (example + 1) * width), row * width);
  });
  return tf.tensor2d(values, [examples.length, width]);
}

/** Class ids of some examples. */
export function labelIdsOf(set: PreparedSet, examples: Uint32Array): Uint16Array {
  return Uint16Array.from(examples, (example) => set.labelIds[example] ?? 0);
}
