// What a classifier in training says of examples, and how right it is.

import { predicting, type BatchValues } from '../../encoder/batch';
import { evaluate } from '../../evaluation/evaluate';
import type { RunSize } from '../../tensor/device';
import type { Validation } from '../../training/epochChoice';
import { meanOfWindows } from './textWindows';
import {
  batchOf,
  cutExamples,
  examplesOf,
  truthOf,
  type TrainingExamples,
} from './trainingExamples';

/** A classifier that is prepared to predict. */
export interface Predictor {
  readonly shape: { classCount: number; largest: RunSize };
  run(program: 'predict', values: BatchValues): void;
  /** Logits of the last batch, `[texts * classes]`. */
  readLogits(texts: number): Promise<Float32Array<ArrayBuffer>>;
}

/** What is done between two batches: letting messages in, or throwing to stop. A batch of a large model takes seconds. */
export type BetweenBatches = () => Promise<void>;
const nothing: BetweenBatches = () => Promise.resolve();

/** How right a classifier is on the validation rows: on texts, however many windows each has. */
export async function validate(
  classifier: Predictor,
  examples: TrainingExamples,
  between: BetweenBatches = nothing,
): Promise<Validation> {
  const { set } = examples;
  const validation = examplesOf(set, 'validation');
  // A set so small that nothing was left for validation is watched on its training rows.
  const rows = validation.length > 0 ? validation : examplesOf(set, 'train');
  const { logits, firsts } = await predictTexts(classifier, examples, rows, between);
  const { loss, macroF1 } = evaluate(truthOf(set, firsts), logits, set.labels);
  return { loss, macroF1, rows: firsts.length };
}

/** Logits `[texts * classes]` of the texts that some examples are windows of, and the first example of each. */
export async function predictTexts(
  classifier: Predictor,
  examples: TrainingExamples,
  rows: Uint32Array,
  between: BetweenBatches = nothing,
): Promise<{ logits: Float32Array<ArrayBuffer>; firsts: Uint32Array }> {
  const logits = await predictExamples(classifier, examples, rows, between);
  const { textOf } = examples;
  if (!textOf) return { logits, firsts: rows };
  const texts = rows.map((row) => textOf[row] ?? 0);
  const firsts = rows.filter((_, index) => index === 0 || texts[index] !== texts[index - 1]);
  return { logits: meanOfWindows(logits, texts, classifier.shape.classCount), firsts };
}

/** Logits `[rows * classes]` of some examples by the program `predict`. */
export async function predictExamples(
  classifier: Predictor,
  examples: TrainingExamples,
  rows: Uint32Array,
  between: BetweenBatches = nothing,
): Promise<Float32Array<ArrayBuffer>> {
  const { classCount, largest } = classifier.shape;
  const logits = new Float32Array(rows.length * classCount);
  let done = 0;
  for (const part of cutExamples(examples, rows, largest)) {
    await between();
    classifier.run('predict', { ...batchOf(examples, part), state: predicting });
    logits.set(await classifier.readLogits(part.length), done * classCount);
    done += part.length;
  }
  return logits;
}
