// activations → training runs: one for each fold, evaluated on the rows it never saw, then one on all rows, which is kept.

import type { Folds, PreparedSet } from '../../domain/dataset';
import { leftOut, splitNames } from '../../domain/splitNames';
import { Failure } from '../../domain/failures';
import type { Progress, ReportProgress } from '../../domain/progress';
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
  const { set } = order;
  const classes = set.labels.length;
  const testLogits = new Float32Array(set.rows.length * classes);
  const testLogitsBefore = new Float32Array(testLogits.length);
  const seconds = { encoding: 0, training: 0 };
  const spend = (own: FinishedRun['seconds']) => {
    seconds.encoding += own.encoding;
    seconds.training += own.training;
  };
  let { kept } = order;
  for (let fold = 0; fold < folds.count; fold++) {
    const ofFold = setOfFold(set, folds, fold);
    const known = kept ? await getFold(kept.id, fold) : undefined;
    const own = known ?? (await testFold(order, ofFold, fold, folds.count));
    const reached = kept && { ...kept, folds: { done: fold + 1, count: folds.count } };
    if (reached && (known || (await keepFold(order, reached, own)))) kept = reached;
    examplesOf(ofFold, 'test').forEach((example, row) => {
      const [from, to] = [row * classes, (row + 1) * classes];
      testLogits.set(own.testLogits.subarray(from, to), example * classes);
      testLogitsBefore.set(own.testLogitsBefore.subarray(from, to), example * classes);
    });
    spend(own.seconds);
  }
  const onProgress = progressOfRun(order.onProgress, folds.count, folds.count);
  const last = await runTraining({ ...order, onProgress, kept });
  spend(last.seconds);
  return { ...calibrateRun(last, set), testLogits, testLogitsBefore, seconds };
}

/** A set that tests one fold, and trains and watches on the others. */
export function setOfFold(set: PreparedSet, { tests, validates }: Folds, fold: number): PreparedSet {
  const splitOf = (row: number) => {
    if (tests[row] === fold) return 'test';
    return validates[row] === fold ? 'validation' : 'train';
  };
  const splits = set.splits.map((split, row) => (split === leftOut ? leftOut : splitNames.indexOf(splitOf(row))));
  return { ...set, splits };
}

/** Trains without a fold, and predicts it. */
async function testFold(order: RunOrder, set: PreparedSet, fold: number, count: number): Promise<TestedFold> {
  const onProgress = progressOfRun(order.onProgress, fold, count);
  const finished = await runOfFold({ ...order, set, kept: null, onPoint: () => {}, onProgress });
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
async function runOfFold(order: RunOrder): Promise<FinishedRun> {
  try {
    const finished = await runTraining(order);
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
function progressOfRun(onProgress: ReportProgress, run: number, folds: number): ReportProgress {
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
