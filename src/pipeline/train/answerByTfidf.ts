// dataset → the tested rows as word counts would answer them: TF-IDF with logistic regression, learned from the same
// training rows. What a model must beat to be worth its time.

import type { PreparedSet } from '../../domain/dataset';
import type { StoredPredictions } from '../../domain/metrics';
import type { TfidfBaseline } from '../../domain/evaluation';
import type { ReportProgress } from '../../domain/progress';
import { seededRandom, shuffle } from '../../domain/random';
import { scoresOfAll } from '../../evaluation/bootstrap';
import { evaluate } from '../../evaluation/evaluate';
import { outcomesOf } from '../../evaluation/evaluation';
import {
  fitRegression,
  regressionLogits,
  startingWeights,
  type RegressionTask,
} from '../../evaluation/logisticRegression';
import { mostProbable } from '../../evaluation/metrics';
import { bestThresholds, chosenLabels, sigmoids } from '../../evaluation/multiLabel';
import { TermCounter, type TermCounts } from '../../evaluation/tfidf';
import { setOfFold } from './crossValidate';
import { everySoOften } from '../../jobs/breathe';
import type { Pause } from '../../jobs/pause';
import { examplesOf, truthOf } from './trainingExamples';

export interface TfidfOrder {
  set: PreparedSet;
  /** The texts of some rows of the file, ascending, in pieces. */
  read: ReadTexts;
  /** The tested texts: those of the test split, with folds all. */
  testTexts: string[];
  truth: Pick<StoredPredictions, 'trueIds' | 'trueSets'>;
  seed: number;
  pause: Pause;
  onProgress: ReportProgress;
}

export type ReadTexts = (rows: Uint32Array) => AsyncIterable<string[]>;

/** What word counts say of the tested rows. */
export interface TfidfAnswers {
  facts: TfidfBaseline;
  /** `predictedIds` is empty where a text may have several labels. */
  answers: NonNullable<StoredPredictions['tfidf']>;
}

/** More than these add little to what word counts reach, and would take minutes or hundreds of megabytes. */
const limits = {
  ...{ rows: 50_000, validationRows: 5_000 },
  /** Words and pairs in all texts, repeats counted; and that times the outputs, which an iteration works through. */
  ...{ terms: 4e6, termOutputs: 3e7 },
  /** Different words and pairs; and that times the outputs, which the solver remembers some times. */
  ...{ columns: 3e5, weights: 1.5e6 },
};

/** Inverse penalties to choose from, the strongest penalty first. */
const inversePenalties = [1, 10, 100];

/** @throws AbortError when Stop comes meanwhile */
export async function answerByTfidf(order: TfidfOrder): Promise<TfidfAnswers> {
  const { set, testTexts, pause } = order;
  const started = performance.now();
  const classes = set.labels.length;
  const predictedIds = new Uint16Array(set.labelSets ? 0 : testTexts.length);
  const predictedSets = set.labelSets && new Uint8Array(testTexts.length * classes);
  const { folds } = set;
  const rounds = folds?.count ?? 1;
  // A run that was stopped early is evaluated as any other.
  const stoppedBefore = pause.signal.aborted;
  const due = everySoOften();
  const breathe = async () => {
    if (due()) await (stoppedBefore ? pause.breathe() : pause.breatheOrStop());
  };
  let facts: LearnedFacts | null = null;
  for (let round = 0; round < rounds; round++) {
    const own = folds ? setOfFold(set, folds, round) : set;
    const onCandidate = (candidate: number) =>
      order.onProgress({
        job: 'Evaluating',
        done: round * inversePenalties.length + candidate,
        total: rounds * inversePenalties.length,
        detail: 'Counting words, to compare with',
      });
    const { read, seed } = order;
    const learned = await learn({ set: own, read, seed, breathe, onCandidate });
    facts = learned.facts;
    examplesOf(own, 'test').forEach((example, position) => {
      const at = folds ? example : position;
      const said = learned.answer(testTexts[at] ?? '');
      if (predictedSets) predictedSets.set(said, at * classes);
      else predictedIds[at] = said.indexOf(1);
    });
  }
  const nothing = { inversePenalty: 0, terms: 0, trainingRows: 0, allTrainingRows: 0 };
  const answers = { predictedIds, ...(predictedSets && { predictedSets }) };
  const { accuracy, macroF1 } = scoresOfAll(outcomesOf(order.truth, answers, classes));
  const seconds = (performance.now() - started) / 1000;
  return { facts: { ...(facts ?? nothing), accuracy, macroF1, seconds }, answers };
}

type LearnedFacts = Omit<TfidfBaseline, 'accuracy' | 'macroF1' | 'seconds'>;

interface LearningOrder extends Pick<TfidfOrder, 'set' | 'read' | 'seed'> {
  breathe: () => Promise<void>;
  onCandidate: (candidate: number) => void;
}

/** Learns from the training rows of a set, the penalty chosen by the loss on its validation rows. */
async function learn(order: LearningOrder) {
  const { set, seed, breathe, onCandidate } = order;
  const outputs = outputsOf(set);
  const { examples, counts } = await countWords(order, outputs);
  const task: RegressionTask = {
    rows: counts.ownRows(),
    targets: targetsOf(set, examples),
    outputs,
    link: set.labelSets || outputs === 1 ? 'sigmoid' : 'softmax',
  };
  const validation = someOf(examplesOf(set, 'validation'), limits.validationRows, seed);
  const watching = counts.rowsOf(await textsOf(order, validation));
  const truth = truthOf(set, validation);
  const logitsOf = (rows: RegressionTask['rows'], weights: Float64Array) =>
    logitsOfClasses(regressionLogits(rows, weights, outputs), set);
  let best = { loss: Infinity, weights: startingWeights(task), inversePenalty: 1 };
  const weights = startingWeights(task);
  const candidates = validation.length > 0 ? inversePenalties : [1];
  for (const [candidate, inversePenalty] of candidates.entries()) {
    onCandidate(candidate);
    // Each goes on from the one before: it is nearly there.
    for (const _ of fitRegression(task, weights, inversePenalty)) await breathe();
    const { loss } = evaluate(truth, logitsOf(watching, weights), set.labels);
    if (loss > best.loss) break;
    best = { loss, weights: weights.slice(), inversePenalty };
  }
  const thresholds = truth.trueSets
    ? bestThresholds(truth.trueSets, sigmoids(logitsOf(watching, best.weights)), set.labels.length)
    : null;
  return {
    facts: {
      inversePenalty: best.inversePenalty,
      terms: counts.columnCount,
      trainingRows: examples.length,
      allTrainingRows: examplesOf(set, 'train').length,
    },
    /** 1 for each label that a text is given, `[classes]`. */
    answer(text: string): Uint8Array {
      const logits = logitsOf(counts.rowsOf([text]), best.weights);
      if (thresholds) return chosenLabels(sigmoids(logits), thresholds);
      const said = new Uint8Array(set.labels.length);
      said[mostProbable(logits, set.labels.length)[0] ?? 0] = 1;
      return said;
    },
  };
}

/** Of two classes one output says all. */
function outputsOf({ labels, labelSets }: PreparedSet): number {
  return !labelSets && labels.length === 2 ? 1 : labels.length;
}

/** The words of the training rows; of fewer rows where they are too many, drawn by the seed. */
async function countWords(
  { set, read, seed, breathe }: LearningOrder,
  outputs: number,
): Promise<{ examples: Uint32Array; counts: TermCounts }> {
  const mostTerms = Math.min(limits.terms, limits.termOutputs / outputs);
  const mostColumns = Math.floor(Math.min(limits.columns, limits.weights / outputs));
  const all = examplesOf(set, 'train');
  let most = Math.min(limits.rows, all.length);
  for (;;) {
    const examples = someOf(all, most, seed);
    const counter = new TermCounter();
    let counted = 0;
    for await (const texts of read(rowsOf(set, examples))) {
      for (const text of texts) {
        if (counter.size > mostTerms) break;
        counter.add(text);
        counted++;
      }
      await breathe();
    }
    if (counted === examples.length) return { examples, counts: counter.finish(mostColumns) };
    // So many had room; somewhat fewer surely have.
    most = Math.max(1, Math.floor(0.9 * counted));
  }
}

/** At most so many of some examples, ascending. */
function someOf(examples: Uint32Array, most: number, seed: number): Uint32Array {
  if (examples.length <= most) return examples;
  const drawn = examples.slice();
  shuffle(drawn, seededRandom(seed));
  return drawn.slice(0, most).sort();
}

async function textsOf({ set, read }: LearningOrder, examples: Uint32Array): Promise<string[]> {
  const texts: string[] = [];
  for await (const piece of read(rowsOf(set, examples))) texts.push(...piece);
  return texts;
}

function rowsOf({ rows }: PreparedSet, examples: Uint32Array): Uint32Array {
  return examples.map((example) => rows[example] ?? 0);
}

/** 1 where an example has what an output says, `[examples * outputs]`. */
function targetsOf(set: PreparedSet, examples: Uint32Array): Uint8Array {
  const { trueIds, trueSets } = truthOf(set, examples);
  if (trueSets) return trueSets;
  const outputs = outputsOf(set);
  const targets = new Uint8Array(examples.length * outputs);
  for (let row = 0; row < examples.length; row++) {
    const id = trueIds[row] ?? 0;
    if (outputs === 1) targets[row] = id;
    else targets[row * outputs + id] = 1;
  }
  return targets;
}

/** Logits of each class, `[rows * classes]`: of two classes, the first has 0. */
function logitsOfClasses(
  logits: Float32Array<ArrayBuffer>,
  set: PreparedSet,
): Float32Array<ArrayBuffer> {
  if (outputsOf(set) === set.labels.length) return logits;
  const both = new Float32Array(logits.length * 2);
  logits.forEach((logit, row) => (both[row * 2 + 1] = logit));
  return both;
}
