// dataset → the tested rows as word counts would answer them: TF-IDF with logistic regression, learned from the same
// training rows. What a model must beat to be worth its time.

import type { PreparedSet } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import type { TfidfBaseline } from '../../domain/evaluation';
import type { ReportProgress } from '../../domain/progress';
import type { Targets, Truth } from '../../domain/task';
import { outcomesOf, scoresOfAll } from '../../evaluation/bootstrap';
import { inversePenalties, learnTfidf, type LearnedTfidf } from '../../evaluation/tfidfBaseline';
import { taskOf } from '../../tasks/taskOf';
import { setOfFold } from './crossValidate';
import { everySoOften } from '../../jobs/breathe';
import type { Pause } from '../../jobs/pause';
import { examplesOf } from './trainingExamples';

export interface TfidfOrder {
  set: PreparedSet;
  /** The texts of some rows of the file, ascending, in pieces. */
  read: ReadTexts;
  /** The tested texts: those of the test split, with folds all. */
  testTexts: string[];
  truth: Truth;
  seed: number;
  pause: Pause;
  onProgress: ReportProgress;
}

export type ReadTexts = (rows: Uint32Array) => AsyncIterable<string[]>;

/** What word counts say of the tested rows. */
export interface TfidfAnswers {
  facts: TfidfBaseline;
  answers: Targets;
}

/** @throws AbortError when Stop comes meanwhile */
export async function answerByTfidf(order: TfidfOrder): Promise<TfidfAnswers> {
  const { set, testTexts, pause } = order;
  const started = performance.now();
  const classes = set.labels.length;
  const task = taskOf(set.task);
  const answers = task.newTargets(testTexts.length, classes);
  const { folds } = set;
  const rounds = folds?.count ?? 1;
  // A run that was stopped early is evaluated as any other.
  const stoppedBefore = pause.signal.aborted;
  const due = everySoOften();
  const breathe = async () => {
    if (due()) await (stoppedBefore ? pause.breathe() : pause.breatheOrStop());
  };
  let facts: LearnedTfidf['facts'] | null = null;
  for (let round = 0; round < rounds; round++) {
    const own = folds ? setOfFold(set, folds, round) : set;
    const onCandidate = (candidate: number) =>
      order.onProgress({
        job: 'Evaluating',
        done: round * inversePenalties.length + candidate,
        total: rounds * inversePenalties.length,
        detail: 'Counting words, to compare with',
      });
    const learned = await learnTfidf({
      ...own,
      train: examplesOf(own, 'train'),
      validation: examplesOf(own, 'validation'),
      read: (examples) => order.read(examples.map((example) => elementAt(set.rows, example))),
      seed: order.seed,
      breathe,
      onCandidate,
    });
    facts = learned.facts;
    examplesOf(own, 'test').forEach((example, position) => {
      const at = folds ? example : position;
      answers.set(learned.answer(elementAt(testTexts, at)), at * task.width(classes));
    });
  }
  const nothing = { inversePenalty: 0, terms: 0, trainingRows: 0, allTrainingRows: 0 };
  const { accuracy, macroF1 } = scoresOfAll(outcomesOf(order.truth, answers, classes));
  const seconds = (performance.now() - started) / 1000;
  return { facts: { ...(facts ?? nothing), accuracy, macroF1, seconds }, answers };
}
