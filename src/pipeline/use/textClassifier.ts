// A trained model that answers for many texts at once.

import type { ComputeChoice } from '../../domain/compute';
import { elementAt } from '../../domain/element';
import type { ReportProgress } from '../../domain/progress';
import type { TrainedModel } from '../../domain/run';
import type { TokenizedTexts } from '../../domain/tokens';
import type { Classifier } from '../../encoder/classifier';
import type { RowPrediction } from '../../export/predictionTable';
import type { Listening } from '../../inference/examples';
import { logitsOfTexts, predict } from '../../inference/predict';
import { tokenizeTexts, type Tokenizer } from '../../tokenization/tokenizer';
import type { Engine } from '../train/engine';
import type { Tokenizers } from '../data/tokenizeDataSet';

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

  /** Logits `[texts * classes]` of cleaned texts. @throws what `listening.breathe` throws */
  async logitsOf(texts: string[], listening: Listening = {}): Promise<Float32Array<ArrayBuffer>> {
    return logitsOfTexts(this.classifier, await this.tokenize(texts), listening);
  }

  /** An answer for each text; `null` for one without characters. @throws what `listening.breathe` throws */
  async classify(texts: string[], listening: Listening): Promise<(Answer | null)[]> {
    const { labels } = this.model;
    const filled = texts.filter((text) => text !== '');
    const tokens = await this.tokenize(filled);
    const said = await predict(this.classifier, tokens, this.model, listening);
    const answers = said.decisions.map(({ labelIds, confidence, unsure }, text): Answer => {
      const start = text * labels.length;
      const probabilities = said.probabilities.subarray(start, start + labels.length);
      const prediction = labelIds.map((id) => elementAt(labels, id)).join('; ');
      return { labelIds, prediction, confidence, probabilities, unsure };
    });
    let next = 0;
    return texts.map((text) => (text === '' ? null : elementAt(answers, next++)));
  }

  private tokenize(texts: string[]): Promise<TokenizedTexts> {
    const { maxTokens, truncation } = this.model.recipe;
    return tokenizeTexts(this.tokenizer, texts, { maxTokens, truncation });
  }
}
