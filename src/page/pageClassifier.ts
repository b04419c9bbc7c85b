// The exported model on a page of its own: files → a classifier on the processor, one thread → answers.

import { elementAt } from '../domain/element';
import { textCleaner } from '../data/clean/cleanText';
import { Failure } from '../domain/failures';
import { pageModelFiles, type PageAnswer, type PageSettings } from '../domain/ownPage';
import type { ClassifierLabels } from '../domain/task';
import type { Classifier } from '../encoder/classifier';
import { headValues, outputsOf } from '../encoder/classifierHead';
import { readClassifierLabels } from '../encoder/classifierLabels';
import { readEncoderConfig } from '../encoder/config';
import { encoderTensors } from '../encoder/tensors';
import type { Decision } from '../inference/decision';
import { frozenClassifier } from '../inference/frozenClassifier';
import { predict } from '../inference/predict';
import { packWindows } from '../inference/windows';
import { readSafetensors } from '../tensor/safetensors';
import { scaledTensors } from '../tensor/scaledTensors';
import { createWasmDevice } from '../tensor/wasm/wasmDevice';
import { createTokenizer, type Tokenizer } from '../tokenization/tokenizer';

/** Reads a file of the model. */
export type ReadModelFile = (name: string) => Promise<ArrayBuffer>;

/** Room for a batch. */
const largest = { tokens: 512, texts: 16 };

export class PageClassifier {
  private readonly clean: (text: string) => string;

  private constructor(
    readonly labels: ClassifierLabels,
    private readonly settings: PageSettings,
    private readonly tokenizer: Tokenizer,
    private readonly classifier: Classifier,
  ) {
    this.clean = textCleaner(settings.cleaning);
  }

  /** Puts a model on the processor. @throws Failure `ModelBroken`, `NoComputeBackend`, `OutOfMemory` */
  static async load(read: ReadModelFile, settings: PageSettings): Promise<PageClassifier> {
    const json = async (name: string) => parsed(await read(name), name);
    const configJson = await json(pageModelFiles.config);
    const tokenizer = createTokenizer(await json(pageModelFiles.tokenizer), await json(pageModelFiles.tokenizerConfig));
    const config = readEncoderConfig(configJson);
    const stored = scaledTensors(readSafetensors(await read(pageModelFiles.weights)));
    const head = headValues(stored, config.architecture);
    const labels = readClassifierLabels(configJson, outputsOf(head));
    if (!labels) throw new Failure('ModelBroken', 'The model’s config.json names no labels.');
    const device = await createWasmDevice({ threads: 1 });
    const classifier = await frozenClassifier(device, {
      config,
      tensors: encoderTensors(stored, config),
      largest,
      longest: settings.maxTokens,
      head,
      classCount: labels.labels.length,
      task: labels.task,
      // BERT's export has a layer of its own where the mean is read (src/encoder/pooling.ts).
      pooling: config.headReads,
    });
    return new PageClassifier(labels, settings, tokenizer, classifier);
  }

  /** An answer to each text. */
  async classify(texts: readonly string[]): Promise<PageAnswer[]> {
    const read = texts.map((text) => this.tokenizer.windows(this.clean(text), this.settings));
    const tokens = packWindows(read.map(({ windows }) => windows));
    const { probabilities, decisions } = await predict(this.classifier, tokens, this.labels);
    const { length } = this.labels.labels;
    return decisions.map((decision, text) => {
      const own = probabilities.subarray(text * length, (text + 1) * length);
      return answerOf(this.labels, own, decision, read[text]?.truncated ?? false);
    });
  }
}

/** Probabilities `[labels]` and what they come to in the words of an answer. */
export function answerOf(
  { labels, task }: ClassifierLabels,
  probabilities: Float32Array,
  { labelIds, confidence, unsure }: Decision,
  cut: boolean,
): PageAnswer {
  const ranked = labelIds.toSorted((a, b) => elementAt(probabilities, b) - elementAt(probabilities, a));
  const own = ranked.map((id) => elementAt(labels, id));
  return {
    label: own[0] ?? null,
    ...(task === 'multiLabel' && { labels: own }),
    probabilities: Object.fromEntries(labels.map((label, id) => [label, elementAt(probabilities, id)])),
    confidence,
    cut,
    ...(unsure !== null && { unsure }),
  };
}

function parsed(bytes: ArrayBuffer, name: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof json === 'object' && json !== null) return { ...json };
  } catch {
    // Said below, in words.
  }
  throw new Failure('ModelBroken', `model/${name} is not readable. Put the download’s file back.`);
}
