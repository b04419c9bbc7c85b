// activations → training runs: one for each fold, evaluated on the rows it never saw, then one on all rows, which is kept.

import type { Folds, PreparedSet } from '../../domain/dataset';
import { leftOut, splitNames } from '../../domain/splitNames';
import { Failure } from '../../domain/failures';
import type { Progress, ReportProgress } from '../../domain/progress';
import type { Run } from '../../domain/run';
import { getFold } from '../../storage/checkpoints';
import { saveFold, type CrossValidatedRun } from '../../storage/runs';
import type { TestedFold } from '../../storage/schema';
import { calibrateRun, type CalibratedRun } from './calibrateRun';
import { runTraining, type FinishedRun, type RunOrder } from './runTraining';
import { examplesOf } from './trainingExamples';

/**
 * Trains once without each fold and predicts it, then trains the model to keep on all rows. The frozen layers' activations
 * are those of one set of texts and are computed once.
 *
 * Each run has the temperature that its own validation rows ask for: the folds evaluate the model as it is made. Tested
 * folds are kept with the run, which continues from them; within a fold nothing is kept.
 *
 * @returns the run on all rows; `testLogits` `[rows * classes]` are of all rows, each by the run that had not seen it
 * @throws AbortError when stopped before all folds were tested; Failures of each stage
 */
export async function crossValidate(order: RunOrder, folds: Folds): Promise<CalibratedRun> {
  const { seconds, kept, ...tested } = await testFolds(order, folds, { train: runTraining });
  const onProgress = progressOfRun(order.onProgress, folds.count, folds.count);
  const last = await runTraining({ ...order, onProgress, kept });
  return { ...calibrateRun(last, order.set), ...tested, seconds: sumOf(seconds, last.seconds) };
}

/** What trains a fold. */
export interface FoldedTraining {
  train: (order: RunOrder) => Promise<FinishedRun>;
  /** Where a run tests its folds by several trainings: folds tested before, and all there will be. */
  before?: number;
  all?: number;
}

/** What the folds said, and how far the run is kept now. */
export interface TestedFolds extends Pick<CalibratedRun, 'testLogits' | 'testLogitsBefore' | 'seconds'> {
  kept: Run | null;
}

/**
 * Trains once without each fold and predicts it.
 *
 * @returns `testLogits` `[rows * classes]`, zero for rows that are in no fold
 */
export async function testFolds(
  order: RunOrder,
  folds: Folds,
  { train, before = 0, all = folds.count }: FoldedTraining,
): Promise<TestedFolds> {
  const { set } = order;
  const classes = set.labels.length;
  const testLogits = new Float32Array(set.rows.length * classes);
  const testLogitsBefore = new Float32Array(testLogits.length);
  let seconds = { encoding: 0, training: 0 };
  let { kept } = order;
  for (let fold = 0; fold < folds.count; fold++) {
    const ofFold = setOfFold(set, folds, fold);
    const place = before + fold;
    const known = kept ? await getFold(kept.id, place) : undefined;
    const onProgress = progressOfRun(order.onProgress, fold, folds.count);
    const own = known ?? (await testFold({ ...order, onProgress }, ofFold, train));
    const reached = kept && { ...kept, folds: { done: place + 1, count: all } };
    if (reached && (known || (await keepFold(order, reached, own)))) kept = reached;
    examplesOf(ofFold, 'test').forEach((example, row) => {
      const [from, to] = [row * classes, (row + 1) * classes];
      testLogits.set(own.testLogits.subarray(from, to), example * classes);
      testLogitsBefore.set(own.testLogitsBefore.subarray(from, to), example * classes);
    });
    seconds = sumOf(seconds, own.seconds);
  }
  return { testLogits, testLogitsBefore, seconds, kept };
}

/** Seconds of two parts of a run. */
export function sumOf(one: FinishedRun['seconds'], other: FinishedRun['seconds']): FinishedRun['seconds'] {
  return { encoding: one.encoding + other.encoding, training: one.training + other.training };
}

/** A set that tests one fold, and trains and watches on the others; rows of no fold stay what they are. */
export function setOfFold(set: PreparedSet, { tests, validates }: Folds, fold: number): PreparedSet {
  const splitOf = (row: number) => {
    if (tests[row] === fold) return 'test';
    return validates[row] === fold ? 'validation' : 'train';
  };
  const splits = set.splits.map((split, row) =>
    split === leftOut || tests[row] === leftOut ? split : splitNames.indexOf(splitOf(row)),
  );
  return { ...set, splits };
}

/** Trains without a fold, and predicts it. */
async function testFold(order: RunOrder, set: PreparedSet, train: FoldedTraining['train']): Promise<TestedFold> {
  const finished = await runOfFold({ ...order, set, kept: null, onPoint: () => {} }, train);
  const { testLogits, testLogitsBefore, seconds } = calibrateRun(finished, set);
  return { testLogits, testLogitsBefore, seconds };
}

/** Whether it could be kept: a safety net only, so a run goes on without it, and says so. */
async function keepFold({ onCheckpoint }: RunOrder, reached: CrossValidatedRun, tested: TestedFold): Promise<boolean> {
  const isKept = await saveFold(reached, tested).then(
    () => true,
    () => false,
  );
  onCheckpoint?.(isKept);
  return isKept;
}

/** A fold that was stopped half-way says too little of itself: it ends the whole. */
async function runOfFold(order: RunOrder, train: FoldedTraining['train']): Promise<FinishedRun> {
  try {
    const finished = await train(order);
    order.pause.signal.throwIfAborted();
    return finished;
  } catch (error) {
    if (error instanceof Failure && error.code === 'NothingToKeep') {
      order.pause.signal.throwIfAborted();
    }
    throw error;
  }
}

/** The progress of one run as part of all: the folds' and the last. */
export function progressOfRun(onProgress: ReportProgress, run: number, folds: number): ReportProgress {
  const name = run < folds ? `Fold ${run + 1} of ${folds}` : 'All rows';
  return (progress: Progress) => {
    if (progress.job !== 'Training') return onProgress(progress);
    const { done, total, detail } = progress;
    onProgress({
      job: 'Training',
      done: run * total + done,
      total: (folds + 1) * total,
      detail: detail ? `${name} · ${detail}` : name,
    });
  };
}
