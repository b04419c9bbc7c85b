// prepared set → a contrastively trained classifier, or a plain head where cross-validation on the training rows says that it
// is as good.

import { splitStratified } from '../../data/split/split';
import { chosenOf, comparedFolds, mostRowsOfLabel, type ContrastiveChoice } from '../../domain/contrastive';
import type { Folds, PreparedSet } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import { Failure } from '../../domain/failures';
import { headRecipe } from '../../domain/recipe';
import type { Progress, ReportProgress } from '../../domain/progress';
import { leftOut, splitNames } from '../../domain/splitNames';
import { changedTensors, withChanged } from '../../encoder/trainedTensors';
import { outcomesOf } from '../../evaluation/bootstrap';
import { taskOf } from '../../tasks/taskOf';
import { calibrateRun, type CalibratedRun } from './calibrateRun';
import { progressOfRun, sumOf, testFolds } from './crossValidate';
import { runTraining, type FinishedRun, type RunOrder } from './runTraining';
import { examplesOf, labelIdsOf, targetsOf } from './trainingExamples';
import { trainPairs } from './trainPairs';

/**
 * Trains a plain head and contrastively without each fold, then the better one on all training rows. The folds are the set's
 * own where it has some, and evaluate what is kept; else they are of the training rows, and the test rows stay unseen. Each
 * tested fold is kept with the run.
 *
 * @throws Failure `CannotSplit` for rows that it is not for; AbortError when stopped; Failures of each stage
 */
export async function trainContrastive(order: RunOrder): Promise<CalibratedRun> {
  const { set, recipe } = order;
  refuse(set);
  const folds = set.folds ?? foldsOfTraining(set, recipe.seed);
  const compared = set.folds ? set : { ...set, splits: withoutTest(set) };
  const all = 2 * folds.count;
  const ofHead = { ...order, recipe: headRecipe(recipe, examplesOf(set, 'train').length) };
  const quietly = withoutTraining(order.onProgress);
  const head = await testFolds({ ...ofHead, set: compared, onProgress: quietly }, folds, { train: runTraining, all });
  const half = { train: runContrastive, before: folds.count, all };
  const pairs = await testFolds({ ...order, set: compared, kept: head.kept }, folds, half);
  const tested = Uint32Array.from(folds.tests.keys()).filter((row) => folds.tests[row] !== leftOut);
  const right = {
    contrastive: countRight(set, tested, pairs.testLogits),
    head: countRight(set, tested, head.testLogits),
  };
  const choice: ContrastiveChoice = { kept: chosenOf(right), folds: folds.count, rows: tested.length, right };

  const isPairs = choice.kept === 'contrastive';
  const onProgress = progressOfRun(order.onProgress, folds.count, folds.count);
  const kept = pairs.kept;
  const last = isPairs
    ? await runContrastive({ ...order, onProgress, kept })
    : await runTraining({ ...ofHead, onProgress, kept });
  const { testLogits, testLogitsBefore } = isPairs ? pairs : head;
  return {
    ...calibrateRun(last, set),
    ...(set.folds && { testLogits, testLogitsBefore }),
    seconds: sumOf(sumOf(head.seconds, pairs.seconds), last.seconds),
    contrastive: choice,
    ...(!isPairs && { recipe: ofHead.recipe }),
  };
}

/** @throws Failure `CannotSplit` */
function refuse(set: PreparedSet): void {
  const others = 'Choose another method under Advanced.';
  if (set.task === 'multiLabel') {
    throw new Failure(
      'CannotSplit',
      `Contrastive training is for texts with one label each: two that share one of several are neither alike nor not. ${others}`,
    );
  }
  const counts = new Array<number>(set.labels.length).fill(0);
  for (const label of labelIdsOf(set, examplesOf(set, 'train'))) counts[label] = elementAt(counts, label) + 1;
  const most = Math.max(...counts);
  if (most <= mostRowsOfLabel) return;
  throw new Failure(
    'CannotSplit',
    `Contrastive training is for up to ${mostRowsOfLabel} training rows of each label, and one has ${most}. ${others}`,
  );
}

/** Trains adapters on pairs, then a head on what the encoder says with them. */
export async function runContrastive(order: RunOrder): Promise<FinishedRun> {
  const { ready, recipe, set } = order;
  const pairs = await trainPairs(order);
  const changed = changedTensors(ready.base.tensors, pairs.weights, recipe.loraAlpha / recipe.loraRank);
  const base = { ...ready.base, tensors: withChanged(ready.base.tensors, changed) };
  const finished = await runTraining({
    ...order,
    ready: { ...ready, base },
    recipe: headRecipe(recipe, examplesOf(set, 'train').length),
    onProgress: withoutTraining(order.onProgress),
    ownEncoder: true,
    kept: null,
  });
  const weights = new Map([...pairs.weights, ...finished.run.weights]);
  const notes = [...pairs.notes, ...finished.run.notes];
  return { ...finished, run: { ...finished.run, weights, notes }, seconds: sumOf(pairs.seconds, finished.seconds) };
}

/** A head takes seconds: it moves no bar that is the pairs’. */
function withoutTraining(onProgress: ReportProgress): ReportProgress {
  return (progress: Progress) => {
    if (progress.job !== 'Training') onProgress(progress);
  };
}

/** Folds of the training rows; those that watch the training watch in each. */
function foldsOfTraining(set: PreparedSet, seed: number): Folds {
  const rows = examplesOf(set, 'train');
  const parts = splitStratified({
    labelIds: Uint16Array.from(labelIdsOf(set, rows)),
    classCount: set.labels.length,
    shares: new Array<number>(comparedFolds).fill(1 / comparedFolds),
    seed,
  });
  const tests = new Uint8Array(set.rows.length).fill(leftOut);
  rows.forEach((row, at) => (tests[row] = elementAt(parts, at)));
  return { count: comparedFolds, tests, validates: new Uint8Array(set.rows.length).fill(leftOut) };
}

function withoutTest({ splits }: PreparedSet): PreparedSet['splits'] {
  const test = splitNames.indexOf('test');
  return splits.map((split) => (split === test ? leftOut : split));
}

function countRight(set: PreparedSet, rows: Uint32Array, logits: Float32Array): number {
  const classes = set.labels.length;
  const own = Float32Array.from([...rows].flatMap((row) => [...logits.subarray(row * classes, (row + 1) * classes)]));
  const task = taskOf(set.task);
  const answers = task.decide(task.probabilities(own, classes), { labels: set.labels });
  const { right } = outcomesOf({ task: set.task, targets: targetsOf(set, rows) }, answers, classes);
  return right.reduce((sum, one) => sum + one, 0);
}
