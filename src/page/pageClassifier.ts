// The exported model on a page of its own: files → a classifier on the processor, one thread → answers.

import { textCleaner } from '../data/clean/cleanText';
import { Failure } from '../domain/failures';
import { pageModelFiles, type PageAnswer, type PageSettings } from '../domain/ownPage';
import type { TokenizedTexts } from '../domain/tokens';
import { packTexts, predicting } from '../encoder/batch';
import { Classifier } from '../encoder/classifier';
import { headSources, headValues } from '../encoder/classifierHead';
import { readClassifierLabels, type ClassifierLabels } from '../encoder/classifierLabels';
import { readEncoderConfig } from '../encoder/config';
import { encoderSources, frozenScope } from '../encoder/scope';
import { encoderTensors } from '../encoder/tensors';
import { certaintyOf } from '../evaluation/certainty';
import { probabilitiesOf } from '../evaluation/evaluate';
import { chosenLabels } from '../evaluation/multiLabel';
import { ParameterStore } from '../tensor/parameters';
import { readSafetensors } from '../tensor/safetensors';
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
    const tokenizer = createTokenizer(
      await json(pageModelFiles.tokenizer),
      await json(pageModelFiles.tokenizerConfig),
    );
    const labels = readClassifierLabels(configJson);
    if (!labels) throw new Failure('ModelBroken', 'The model’s config.json names no labels.');
    const config = readEncoderConfig(configJson);
    const stored = readSafetensors(await read(pageModelFiles.weights));
    const scope = frozenScope(config);
    const sources = encoderSources(encoderTensors(stored, config), scope, config, 0);
    for (const [name, source] of headSources(headValues(stored, config.architecture))) {
      sources.set(name, source);
    }
    const device = await createWasmDevice({ threads: 1 });
    const classifier = new Classifier(device, new ParameterStore(device, sources), {
      ...{ config, classCount: labels.labels.length, task: labels.task },
      // Where the mean is read, the export has written that as a layer (src/encoder/pooling.ts).
      ...{ pooling: 'first', scope, largest, labelSmoothing: 0, trains: false },
    });
    await classifier.preparePrediction({ kind: 'ids' });
    return new PageClassifier(labels, settings, tokenizer, classifier);
  }

  /** An answer to each text. */
  async classify(texts: readonly string[]): Promise<PageAnswer[]> {
    const answers: PageAnswer[] = [];
    for (const text of texts) answers.push(await this.classifyOne(text));
    return answers;
  }

  private async classifyOne(text: string): Promise<PageAnswer> {
    const { windows, truncated } = this.tokenizer.windows(this.clean(text), this.settings);
    const { labels, task } = this.labels;
    const sums = new Float64Array(labels.length);
    for (const batch of batches(windows)) {
      const which = Uint32Array.from(batch.keys());
      this.classifier.run('predict', { batch: packTexts(listed(batch), which), state: predicting });
      (await this.classifier.readLogits(batch.length)).forEach((logit, index) => {
        const id = index % labels.length;
        sums[id] = (sums[id] ?? 0) + logit;
      });
    }
    // A long text's logits are the mean of its windows'.
    const logits = Float32Array.from(sums, (sum) => sum / windows.length);
    return answerOf(this.labels, probabilitiesOf(logits, labels.length, task), truncated);
  }
}

/** Windows in batches that fit. */
function batches(windows: number[][]): number[][][] {
  const found: number[][][] = [];
  let tokens = Infinity;
  for (const window of windows) {
    const last = found.at(-1);
    tokens += window.length;
    if (last && tokens <= largest.tokens && last.length < largest.texts) last.push(window);
    else {
      found.push([window]);
      tokens = window.length;
    }
  }
  return found;
}

function listed(windows: number[][]): TokenizedTexts {
  const offsets = new Uint32Array(windows.length + 1);
  windows.forEach((window, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + window.length;
  });
  return { ids: Int32Array.from(windows.flat()), offsets, truncated: 0 };
}

/** Probabilities `[labels]` in the words of an answer. */
export function answerOf(
  { labels, task, thresholds, unsureBelow }: ClassifierLabels,
  probabilities: Float32Array,
  cut: boolean,
): PageAnswer {
  const byLabel = labels.map((label, id) => ({ label, probability: probabilities[id] ?? 0 }));
  const ranked = byLabel.toSorted((a, b) => b.probability - a.probability);
  const confidence = certaintyOf(probabilities, labels.length, task)[0] ?? 0;
  const shared = {
    probabilities: Object.fromEntries(byLabel.map((own) => [own.label, own.probability])),
    ...{ confidence, cut },
    ...(unsureBelow !== undefined && { unsure: confidence < unsureBelow }),
  };
  if (task === 'singleLabel') return { label: ranked[0]?.label ?? null, ...shared };
  const chosen = chosenLabels(probabilities, thresholds ?? labels.map(() => 0.5));
  const has = new Set(labels.filter((_, id) => chosen[id] === 1));
  const own = ranked.filter(({ label }) => has.has(label)).map(({ label }) => label);
  return { label: own[0] ?? null, labels: own, ...shared };
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
