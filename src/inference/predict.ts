// Texts → what a classifier says of them: the one way from token ids to logits, probabilities and decisions.

import { Failure } from '../domain/failures';
import type { ClassifierLabels } from '../domain/task';
import type { TokenizedTexts } from '../domain/tokens';
import { taskOf } from '../tasks/taskOf';
import { decide, type Decision } from './decision';
import { logitsOfExamples, type Listening, type Predictor } from './examples';
import { meanOfWindows, textsOfWindows } from './windows';

/** What a classifier says of some texts. */
export interface Predictions {
  /** `[texts * classes]`; of a long text, the mean of its windows'. */
  logits: Float32Array<ArrayBuffer>;
  /** `[texts * classes]` */
  probabilities: Float32Array<ArrayBuffer>;
  /** One a text. */
  decisions: Decision[];
  /** Texts of which a part was not read. */
  truncated: number;
}

/**
 * What a classifier that is prepared to predict says of texts. They go through it together: a short text alone takes
 * nearly as long as a batch, since all weights pass through the processor for it.
 *
 * @throws what `listening.breathe` throws, which is how it is stopped
 */
export async function predict(
  classifier: Predictor,
  texts: TokenizedTexts,
  labels: ClassifierLabels,
  listening: Listening = {},
): Promise<Predictions> {
  const logits = await logitsOfTexts(classifier, texts, listening);
  const classCount = labels.labels.length;
  const probabilities = taskOf(labels.task).probabilities(logits, classCount);
  const decisions = Array.from({ length: logits.length / classCount }, (_, text) =>
    decide(probabilities.subarray(text * classCount, (text + 1) * classCount), labels),
  );
  return { logits, probabilities, decisions, truncated: texts.truncated };
}

/** The logits alone, `[texts * classes]`. @throws Failure `ModelBroken` for NaN, and what `listening.breathe` throws */
export async function logitsOfTexts(
  classifier: Predictor,
  texts: TokenizedTexts,
  listening: Listening = {},
): Promise<Float32Array<ArrayBuffer>> {
  const all = Uint32Array.from({ length: texts.offsets.length - 1 }, (_, index) => index);
  const logits = await logitsOfExamples(classifier, { texts, cache: 'none' }, all, listening);
  const means = meanOfWindows(logits, textsOfWindows(texts), classifier.shape.classCount);
  if (means.every(Number.isFinite)) return means;
  throw new Failure(
    'ModelBroken',
    'This model’s answer is not a number, so none is shown. Reload the page and try again; if it stays so, train the model again or add it again.',
  );
}
