// TF-IDF with logistic regression, learned from a model's own training rows: what a model must beat to be worth its time.

import type { TfidfBaseline } from '../domain/evaluation';
import { seededRandom, shuffle } from '../domain/random';
import type { Targets, Truth } from '../domain/task';
import { takeRows } from '../tasks/targets';
import { taskOf } from '../tasks/taskOf';
import { fitRegression, regressionLogits, startingWeights, type RegressionTask } from './logisticRegression';
import { regressionOutputs } from './regressionOutputs';
import { TermCounter, type TermCounts } from './tfidf';

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
export const inversePenalties = [1, 10, 100];

export interface TfidfTask extends Truth {
  /** Class names. */
  labels: string[];
  /** Rows of `targets` to learn from, and to choose the penalty by; ascending. */
  train: Uint32Array;
  validation: Uint32Array;
  /** The texts of some rows of `targets`, ascending, in pieces. */
  read: (rows: Uint32Array) => AsyncIterable<string[]>;
  seed: number;
  /** Called between pieces of work; throws where it is to end. */
  breathe: () => Promise<void>;
  /** Called before each of `inversePenalties` is tried. */
  onCandidate: (candidate: number) => void;
}

export interface LearnedTfidf {
  facts: Omit<TfidfBaseline, 'accuracy' | 'macroF1' | 'seconds'>;
  /** The labels of a text, as the task stores them. */
  answer: (text: string) => Targets;
}

/** Learns from the training rows, the penalty chosen by the loss on the validation rows. @throws what `breathe` throws */
export async function learnTfidf(order: TfidfTask): Promise<LearnedTfidf> {
  const { labels, targets, seed, breathe, onCandidate } = order;
  const { outputs, link, targetsOf, logitsOfClasses } = regressionOutputs(order, labels.length);
  const { examples, counts } = await countWords(order, outputs);
  const regression: RegressionTask = {
    rows: counts.ownRows(),
    targets: targetsOf(examples),
    outputs,
    link,
  };
  const validation = someOf(order.validation, limits.validationRows, seed);
  const watching = counts.rowsOf(await textsOf(order, validation));
  const task = taskOf(order.task);
  const truth = takeRows(targets, validation, task.width(labels.length));
  const logitsOf = (rows: RegressionTask['rows'], weights: Float64Array) =>
    logitsOfClasses(regressionLogits(rows, weights, outputs));
  let best = { loss: Infinity, weights: startingWeights(regression), inversePenalty: 1 };
  const weights = startingWeights(regression);
  const candidates = validation.length > 0 ? inversePenalties : [1];
  for (const [candidate, inversePenalty] of candidates.entries()) {
    onCandidate(candidate);
    // Each goes on from the one before: it is nearly there.
    for (const _ of fitRegression(regression, weights, inversePenalty)) await breathe();
    const { loss } = task.metrics(truth, logitsOf(watching, weights), order);
    if (loss > best.loss) break;
    best = { loss, weights: weights.slice(), inversePenalty };
  }
  const watched = logitsOf(watching, best.weights);
  const thresholds = task.bestThresholds(truth, watched, labels.length);
  const decision = { labels, ...(thresholds && { thresholds }) };
  return {
    facts: {
      inversePenalty: best.inversePenalty,
      terms: counts.columnCount,
      trainingRows: examples.length,
      allTrainingRows: order.train.length,
    },
    answer(text: string): Targets {
      const logits = logitsOf(counts.rowsOf([text]), best.weights);
      return task.decide(task.probabilities(logits, labels.length), decision);
    },
  };
}

/** The words of the training rows; of fewer rows where they are too many, drawn by the seed. */
async function countWords(
  { train, read, seed, breathe }: TfidfTask,
  outputs: number,
): Promise<{ examples: Uint32Array; counts: TermCounts }> {
  const mostTerms = Math.min(limits.terms, limits.termOutputs / outputs);
  const mostColumns = Math.floor(Math.min(limits.columns, limits.weights / outputs));
  let most = Math.min(limits.rows, train.length);
  for (;;) {
    const examples = someOf(train, most, seed);
    const counter = new TermCounter();
    let counted = 0;
    for await (const texts of read(examples)) {
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

async function textsOf({ read }: TfidfTask, examples: Uint32Array): Promise<string[]> {
  const texts: string[] = [];
  for await (const piece of read(examples)) texts.push(...piece);
  return texts;
}
