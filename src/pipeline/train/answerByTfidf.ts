// dataset → the tested rows as word counts would answer them: TF-IDF with logistic regression, learned from the same
// training rows. What a model must beat to be worth its time.

import type { PreparedSet } from '../../domain/dataset';
import type { TfidfBaseline } from '../../domain/evaluation';
import type { ReportProgress } from '../../domain/progress';
import { seededRandom, shuffle } from '../../domain/random';
import type { Targets, Truth } from '../../domain/task';
import { outcomesOf, scoresOfAll } from '../../evaluation/bootstrap';
import {
  fitRegression,
  regressionLogits,
  startingWeights,
  type RegressionTask,
} from '../../evaluation/logisticRegression';
import { TermCounter, type TermCounts } from '../../evaluation/tfidf';
import { taskOf } from '../../tasks/taskOf';
import { setOfFold } from './crossValidate';
import { everySoOften } from '../../jobs/breathe';
import type { Pause } from '../../jobs/pause';
import { examplesOf, targetsOf } from './trainingExamples';

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

/** More than these add little to what word counts reach, and would take minutes or hundreds of megabytes. */
const limits = {
  rows: 50_000,
  validationRows: 5_000,
  /** Words and pairs in all texts, repeats counted; and that times the outputs, which an iteration works through. */
  terms: 4e6,
  termOutputs: 3e7,
  /** Different words and pairs; and that times the outputs, which the solver remembers some times. */
  columns: 3e5,
  weights: 1.5e6,
};

/** Inverse penalties to choose from, the strongest penalty first. */
const inversePenalties = [1, 10, 100];

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
      answers.set(learned.answer(testTexts[at] ?? ''), at * task.width(classes));
    });
  }
  const nothing = { inversePenalty: 0, terms: 0, trainingRows: 0, allTrainingRows: 0 };
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
  const regression: RegressionTask = {
    rows: counts.ownRows(),
    targets: outputTargets(set, examples),
    outputs,
    link: set.task === 'multiLabel' || outputs === 1 ? 'sigmoid' : 'softmax',
  };
  const validation = someOf(examplesOf(set, 'validation'), limits.validationRows, seed);
  const watching = counts.rowsOf(await textsOf(order, validation));
  const truth = targetsOf(set, validation);
  const task = taskOf(set.task);
  const logitsOf = (rows: RegressionTask['rows'], weights: Float64Array) =>
    logitsOfClasses(regressionLogits(rows, weights, outputs), set);
  let best = { loss: Infinity, weights: startingWeights(regression), inversePenalty: 1 };
  const weights = startingWeights(regression);
  const candidates = validation.length > 0 ? inversePenalties : [1];
  for (const [candidate, inversePenalty] of candidates.entries()) {
    onCandidate(candidate);
    // Each goes on from the one before: it is nearly there.
    for (const _ of fitRegression(regression, weights, inversePenalty)) await breathe();
    const { loss } = task.metrics(truth, logitsOf(watching, weights), set);
    if (loss > best.loss) break;
    best = { loss, weights: weights.slice(), inversePenalty };
  }
  const { labels } = set;
  const watched = logitsOf(watching, best.weights);
  const thresholds = task.bestThresholds(truth, watched, labels.length);
  const decision = { labels, ...(thresholds && { thresholds }) };
  return {
    facts: {
      inversePenalty: best.inversePenalty,
      terms: counts.columnCount,
      trainingRows: examples.length,
      allTrainingRows: examplesOf(set, 'train').length,
    },
    answer(text: string): Targets {
      const logits = logitsOf(counts.rowsOf([text]), best.weights);
      return task.decide(task.probabilities(logits, labels.length), decision);
    },
  };
}

/** Of two classes one output says all. */
function outputsOf({ labels, task }: PreparedSet): number {
  return task === 'singleLabel' && labels.length === 2 ? 1 : labels.length;
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
function outputTargets(set: PreparedSet, examples: Uint32Array): Uint8Array {
  const outputs = outputsOf(set);
  const { has } = taskOf(set.task);
  return Uint8Array.from({ length: examples.length * outputs }, (_, at) => {
    const [example = 0, output] = [examples[Math.floor(at / outputs)], at % outputs];
    // Of two classes the output is the second.
    const id = outputs < set.labels.length ? 1 : output;
    return has(set.targets, example, id, set.labels.length) ? 1 : 0;
  });
}

/** Logits of each class, `[rows * classes]`: of two classes, the first has 0. */
function logitsOfClasses(logits: Float32Array<ArrayBuffer>, set: PreparedSet): Float32Array<ArrayBuffer> {
  if (outputsOf(set) === set.labels.length) return logits;
  const both = new Float32Array(logits.length * 2);
  logits.forEach((logit, row) => (both[row * 2 + 1] = logit));
  return both;
}
