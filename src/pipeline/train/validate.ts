// How right a classifier in training is, on texts however many windows each has.

import { elementAt } from '../../domain/element';
import { logitsOfExamples, type Listening, type Predictor } from '../../inference/examples';
import { meanOfWindows } from '../../inference/windows';
import { taskOf } from '../../tasks/taskOf';
import type { Validation } from '../../training/epochChoice';
import { examplesOf, targetsOf, type TrainingExamples } from './trainingExamples';

/** How right a classifier is on the validation rows: on texts, however many windows each has. */
export async function validate(
  classifier: Predictor,
  examples: TrainingExamples,
  listening: Listening = {},
): Promise<Validation> {
  const { set } = examples;
  const validation = examplesOf(set, 'validation');
  // A set so small that nothing was left for validation is watched on its training rows.
  const rows = validation.length > 0 ? validation : examplesOf(set, 'train');
  const { logits, firsts } = await predictTexts(classifier, examples, rows, listening);
  const { loss, macroF1 } = taskOf(set.task).metrics(targetsOf(set, firsts), logits, set);
  return { loss, macroF1, rows: firsts.length };
}

/** Logits `[texts * classes]` of the texts that some examples are windows of, and the first example of each. */
export async function predictTexts(
  classifier: Predictor,
  examples: TrainingExamples,
  rows: Uint32Array,
  listening: Listening = {},
): Promise<{ logits: Float32Array<ArrayBuffer>; firsts: Uint32Array }> {
  const logits = await logitsOfExamples(classifier, examples, rows, listening);
  const { textOf } = examples;
  if (!textOf) return { logits, firsts: rows };
  const texts = rows.map((row) => elementAt(textOf, row));
  const firsts = rows.filter((_, index) => index === 0 || texts[index] !== texts[index - 1]);
  return { logits: meanOfWindows(logits, texts, classifier.shape.classCount), firsts };
}
