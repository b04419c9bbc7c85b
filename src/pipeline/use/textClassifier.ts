// A trained model that answers for many texts at once.

import type { ComputeChoice } from '../../domain/compute';
import type { ReportProgress } from '../../domain/progress';
import type { TrainedModel } from '../../domain/run';
import { longestFirst, packTexts, predicting } from '../../encoder/batch';
import type { Classifier } from '../../encoder/classifier';
import { certaintyOf } from '../../evaluation/certainty';
import { probabilitiesOf } from '../../evaluation/evaluate';
import { mostProbable } from '../../evaluation/metrics';
import { chosenLabels } from '../../evaluation/multiLabel';
import type { RowPrediction } from '../../export/predictionTable';
import { tokenizeTexts, type Tokenizer } from '../../tokenization/tokenizer';

import type { Engine } from '../train/engine';
import type { JobControl } from '../../jobs/jobControl';
import { meanOfWindows } from '../train/textWindows';
import type { Tokenizers } from '../data/tokenizeDataSet';
import { cutExamples } from '../train/trainingExamples';

/** What the model says of a text. */
export interface Answer extends RowPrediction {
  /** Of the labels it is given. */
  labelIds: number[];
}

export class TextClassifier {
  private constructor(
    readonly model: TrainedModel,
    private readonly classifier: Classifier,
    private readonly tokenizer: Tokenizer,
  ) {}

  /** @throws Failure `ModelMissing`, `NoComputeBackend` */
  static async load(
    engine: Engine,
    tokenizers: Tokenizers,
    model: TrainedModel,
    compute: ComputeChoice,
    onProgress: ReportProgress,
  ): Promise<TextClassifier> {
    const { baseModel } = model.recipe;
    const ready = await engine.prepare(compute, baseModel, onProgress);
    const tokenizer = await tokenizers.get(baseModel);
    return new TextClassifier(model, await engine.loadClassifier(model.id, ready), tokenizer);
  }

  /** An answer for each text; `null` for one without characters. @throws AbortError when stopped */
  async classify(texts: string[], control: JobControl): Promise<(Answer | null)[]> {
    const filled = texts.flatMap((text, row) => (text === '' ? [] : [row]));
    const logits = await this.logitsOf(
      filled.map((row) => texts[row] ?? ''),
      control,
    );
    const { labels, task = 'singleLabel' } = this.model;
    const probabilities = probabilitiesOf(logits, labels.length, task);
    const answers = new Array<Answer | null>(texts.length).fill(null);
    filled.forEach((row, index) => {
      const own = probabilities.subarray(index * labels.length, (index + 1) * labels.length);
      answers[row] = this.answerOf(own);
    });
    return answers;
  }

  /** Mean logits over each text's windows, `[texts * classes]`. */
  private async logitsOf(texts: string[], control: JobControl): Promise<Float32Array<ArrayBuffer>> {
    const { labels, recipe } = this.model;
    const { maxTokens, truncation = 'start' } = recipe;
    const tokens = await tokenizeTexts(this.tokenizer, texts, { maxTokens, truncation });
    const count = tokens.offsets.length - 1;
    const logits = new Float32Array(count * labels.length);
    const order = longestFirst(
      tokens,
      Uint32Array.from({ length: count }, (_, index) => index),
    );
    const { largest } = this.classifier.shape;
    for (const batch of cutExamples({ texts: tokens, cache: 'none' }, order, largest)) {
      if (control.due()) await control.breatheOrStop();
      this.classifier.run('predict', { batch: packTexts(tokens, batch), state: predicting });
      const own = await this.classifier.readLogits(batch.length);
      batch.forEach((window, row) => {
        const values = own.subarray(row * labels.length, (row + 1) * labels.length);
        logits.set(values, window * labels.length);
      });
    }
    const { firstWindows } = tokens;
    if (!firstWindows) return logits;
    const textOf = new Uint32Array(count);
    texts.forEach((_, text) => textOf.fill(text, firstWindows[text], firstWindows[text + 1]));
    return meanOfWindows(logits, textOf, labels.length);
  }

  private answerOf(probabilities: Float32Array<ArrayBuffer>): Answer {
    const { labels, task = 'singleLabel', thresholds, unsureBelow } = this.model;
    const isMultiLabel = task === 'multiLabel';
    const limits = thresholds ?? labels.map(() => 0.5);
    const labelIds = isMultiLabel
      ? [...chosenLabels(probabilities, limits).entries()].flatMap(([id, has]) => (has ? [id] : []))
      : [...mostProbable(probabilities, labels.length)];
    const confidence = certaintyOf(probabilities, labels.length, task)[0] ?? 0;
    return {
      labelIds,
      prediction: labelIds.map((id) => labels[id] ?? '').join('; '),
      confidence,
      probabilities,
      unsure: unsureBelow === undefined ? null : confidence < unsureBelow,
    };
  }
}
