// How well a head would do on what a frozen encoder gives: logistic regression on pooled states, each row answered by the
// fold that had not seen it. Pure.

import { elementAt } from '../domain/element';
import type { Targets, Truth } from '../domain/task';
import { taskOf } from '../tasks/taskOf';
import { outcomesOf } from './bootstrap';
import { fitRegression, regressionLogits, startingWeights } from './logisticRegression';
import { regressionOutputs } from './regressionOutputs';
import type { SparseRows } from './tfidf';

/** scikit-learn's `C`, for states whose mean square norm is 1. */
export const inversePenalty = 10;

/** Rows, their pooled states, and in which fold each is tested. */
export interface FrozenStates extends Truth {
  labels: string[];
  /** `[rows * width]` */
  states: Float32Array;
  width: number;
  /** `[rows]`, from 0. */
  folds: Uint8Array;
}

/** A share of rows that were right, and its standard error. */
export interface MeasuredAccuracy {
  accuracy: number;
  standardError: number;
}

/**
 * The accuracy over all rows, a row with several labels being right where all of them are; the standard error is that of a
 * share, √(p (1 − p) / rows).
 *
 * @param breathe called between iterations; throws where the work is to end
 */
export async function accuracyInFolds(sample: FrozenStates, breathe: () => Promise<void>): Promise<MeasuredAccuracy> {
  const answers = await answersInFolds(sample, breathe);
  const { right } = outcomesOf(sample, answers, sample.labels.length);
  const accuracy = right.reduce((sum, one) => sum + one, 0) / Math.max(1, right.length);
  return { accuracy, standardError: Math.sqrt((accuracy * (1 - accuracy)) / Math.max(1, right.length)) };
}

/** The answer to each row by the fold that had not seen it, as the task stores them. */
export async function answersInFolds(sample: FrozenStates, breathe: () => Promise<void>): Promise<Targets> {
  const { labels, folds } = sample;
  const task = taskOf(sample.task);
  const width = task.width(labels.length);
  const answers = task.newTargets(folds.length, labels.length);
  const count = folds.reduce((last, fold) => Math.max(last, fold), 0) + 1;
  for (let fold = 0; fold < count; fold++) {
    const rows = Uint32Array.from(folds.keys());
    const tested = rows.filter((row) => folds[row] === fold);
    const logits = await logitsOfFold(sample, { tested, seen: rows.filter((row) => folds[row] !== fold) }, breathe);
    const own = task.decide(task.probabilities(logits, labels.length), { labels });
    tested.forEach((row, at) => answers.set(own.subarray(at * width, (at + 1) * width), row * width));
  }
  return answers;
}

/** Logits of the tested rows, `[tested * classes]`, learned from those that were seen. */
async function logitsOfFold(
  sample: FrozenStates,
  { seen, tested }: { seen: Uint32Array; tested: Uint32Array },
  breathe: () => Promise<void>,
): Promise<Float32Array<ArrayBuffer>> {
  const { outputs, link, targetsOf, logitsOfClasses } = regressionOutputs(sample, sample.labels.length);
  const scaled = scaledBy(sample, seen);
  const task = { rows: scaled(seen), targets: targetsOf(seen), outputs, link };
  const weights = startingWeights(task);
  for (const _ of fitRegression(task, weights, inversePenalty)) await breathe();
  return logitsOfClasses(regressionLogits(scaled(tested), weights, outputs));
}

/** States less their mean over some rows, in units in which these have a mean square norm of 1. */
function scaledBy({ states, width }: FrozenStates, seen: Uint32Array): (rows: Uint32Array) => SparseRows {
  const mean = new Float64Array(width);
  for (const row of seen) {
    for (let at = 0; at < width; at++) {
      mean[at] = elementAt(mean, at) + elementAt(states, row * width + at) / seen.length;
    }
  }
  let squares = 0;
  for (const row of seen) {
    for (let at = 0; at < width; at++) squares += (elementAt(states, row * width + at) - elementAt(mean, at)) ** 2;
  }
  const scale = squares > 0 ? Math.sqrt(seen.length / squares) : 1;
  return (rows) => ({
    starts: Uint32Array.from({ length: rows.length + 1 }, (_, row) => row * width),
    columns: Uint32Array.from({ length: rows.length * width }, (_, at) => at % width),
    values: Float32Array.from({ length: rows.length * width }, (_, at) => {
      const column = at % width;
      const state = elementAt(states, elementAt(rows, Math.floor(at / width)) * width + column);
      return (state - elementAt(mean, column)) * scale;
    }),
    columnCount: width,
  });
}
