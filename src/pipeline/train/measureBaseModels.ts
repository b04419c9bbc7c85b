// rows, base models → how well each does on a sample of the training rows with its layers frozen, and how long all rows
// would take. Nothing is stored.

import { loadLanguageDetector } from '../../data/examine/language';
import { stratifiedSample, type FoldedSample } from '../../data/split/stratifiedSample';
import type { BaseModelId } from '../../domain/baseModel';
import type { PreparedSet } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import { Failure, type FailureCode } from '../../domain/failures';
import {
  canRead,
  mainLanguage,
  type MeasurableModel,
  type MeasuredModel,
  type ModelMeasurement,
} from '../../domain/modelMeasurement';
import type { ReportProgress } from '../../domain/progress';
import type { Recipe } from '../../domain/recipe';
import { splitNames } from '../../domain/splitNames';
import type { TokenizedTexts } from '../../domain/tokens';
import { planRun } from '../../encoder/planRun';
import { accuracyInFolds } from '../../evaluation/frozenHead';
import { breathe, breatheWhenDue } from '../../jobs/breathe';
import { Allocations } from '../../tensor/allocations';
import { tokenizeTexts } from '../../tokenization/tokenizer';
import type { Tokenizers } from '../data/tokenizeDataSet';
import type { ReadTexts } from './answerByTfidf';
import { fillCache, takeCache } from './encodeDataSet';
import type { ReadyEngine } from './engine';
import { cacheKind, trainableClassifier } from './runTraining';
import { startingHead } from './startingHead';
import { examplesOf, labelIdsOf, targetsOf, type TrainingExamples } from './trainingExamples';

const mostRows = 300;
const foldCount = 5;
/** Longer texts are cut: how models compare shows on their beginnings, in seconds. */
const mostTokens = 128;

const ownFailures: readonly FailureCode[] = ['OutOfMemory', 'ModelMissing', 'ModelBroken'];

/** What was found before the measuring gave way to other work. */
export interface FoundSoFar {
  measured: Map<BaseModelId, MeasuredModel>;
  /** Why a model could not be measured. */
  failed: Map<BaseModelId, FailureCode>;
}

/** What measuring needs. */
export interface MeasuringOrder {
  set: PreparedSet;
  recipe: Recipe;
  models: readonly MeasurableModel[];
  /** The texts of some rows of the file, ascending, in pieces. */
  read: ReadTexts;
  tokenizers: Pick<Tokenizers, 'get'>;
  /** Reads a base model, on the device that is used. */
  prepare: (model: MeasurableModel) => Promise<ReadyEngine>;
  onProgress: ReportProgress;
}

/**
 * Measures models one after another.
 *
 * @param found what was measured already is not measured again; what is found is added
 * @throws AbortError when stopped, between any two batches
 */
export async function measureBaseModels(
  order: MeasuringOrder,
  signal: AbortSignal,
  found: FoundSoFar,
): Promise<ModelMeasurement> {
  const { set, models } = order;
  const sample = stratifiedSample(examplesOf(set, 'train'), set.labelIds, {
    classCount: set.labels.length,
    most: mostRows,
    folds: foldCount,
    seed: set.seed,
  });
  const texts = await textsOf(order, sample.examples);
  const language = mainLanguage(texts.map(await loadLanguageDetector()));
  const readable = models.filter((model) => canRead(model, language));
  for (const [index, model] of readable.entries()) {
    if (found.measured.has(model.id) || found.failed.has(model.id)) continue;
    await breathe(signal);
    const onProgress: ReportProgress = ({ done, total }) => {
      const share = total > 0 ? done / total : 0;
      order.onProgress({ job: 'Comparing', done: index + share, total: readable.length, detail: model.name });
    };
    try {
      const measured = await measure({ ...order, onProgress }, model, { ...sample, texts }, signal);
      found.measured.set(model.id, measured);
    } catch (error) {
      // One model's failure says nothing of the others.
      if (!(error instanceof Failure && ownFailures.includes(error.code))) throw error;
      found.failed.set(model.id, error.code);
    }
  }
  const failedBy = (of: (code: FailureCode | undefined) => boolean) =>
    readable.filter(({ id }) => of(found.failed.get(id))).map(({ name }) => name);
  return {
    sampleRows: sample.examples.length,
    rows: set.rows.length,
    language,
    measured: readable.flatMap(({ id }) => found.measured.get(id) ?? []),
    unread: models.filter((model) => !canRead(model, language)).map(({ name }) => name),
    tooLarge: failedBy((code) => code === 'OutOfMemory'),
    missing: failedBy((code) => code !== undefined && code !== 'OutOfMemory'),
  };
}

async function textsOf({ set, read }: MeasuringOrder, examples: Uint32Array): Promise<string[]> {
  const texts: string[] = [];
  const rows = examples.map((example) => elementAt(set.rows, example));
  for await (const piece of read(rows)) texts.push(...piece);
  return texts;
}

interface Sample extends FoldedSample {
  texts: string[];
}

async function measure(
  { set, recipe, tokenizers, prepare, onProgress }: MeasuringOrder,
  model: MeasurableModel,
  { examples, folds, texts }: Sample,
  signal: AbortSignal,
): Promise<MeasuredModel> {
  const ready = await prepare(model);
  await breathe(signal);
  const own: Recipe = {
    ...recipe,
    baseModel: model.id,
    depth: 'head',
    maxTokens: Math.min(recipe.maxTokens, mostTokens),
    truncation: 'start',
  };
  const tokenized = await tokenizeTexts(await tokenizers.get(model.id), texts, own);
  const sampled = sampleSet(set, examples);
  const encoded = await encode(ready, sampled, tokenized, own, onProgress, signal);
  const accuracy = await accuracyInFolds(
    { ...sampled, states: encoded.states, width: ready.base.config.hiddenSize, folds },
    breatheWhenDue(() => breathe(signal)),
  );
  const { bytes, secondsPerText } = encoded;
  return { id: model.id, name: model.name, ...accuracy, bytes, seconds: secondsPerText * set.rows.length };
}

/** The drawn rows as a set of their own. */
function sampleSet(set: PreparedSet, examples: Uint32Array): PreparedSet {
  return {
    ...set,
    rows: examples.map((example) => elementAt(set.rows, example)),
    labelIds: Uint16Array.from(labelIdsOf(set, examples)),
    targets: targetsOf(set, examples),
    splits: new Uint8Array(examples.length).fill(splitNames.indexOf('train')),
    folds: null,
  };
}

/** The pooled states of a sample, `[rows * hidden]`, and what they took. */
async function encode(
  ready: ReadyEngine,
  set: PreparedSet,
  texts: TokenizedTexts,
  recipe: Recipe,
  onProgress: ReportProgress,
  signal: AbortSignal,
): Promise<{ states: Float32Array; secondsPerText: number; bytes: number }> {
  const { device, base } = ready;
  const { pooling, values } = startingHead(base, set);
  const plan = planRun(device, base.config, recipe, {
    tensors: base.tensors,
    classCount: set.labels.length,
    task: set.task,
    pooling,
    tokens: texts.ids.length,
    texts: set.rows.length,
  });
  const examples: TrainingExamples = { set, texts, cache: cacheKind(plan) };
  const free = device.freeElements;
  const memory = new Allocations(device);
  const classifier = trainableClassifier(ready, plan, recipe, values);
  try {
    const { view } = takeCache(examples, memory, base.config.hiddenSize);
    if (!view) throw new RangeError('A frozen encoder leaves pooled states, and there are none.');
    const context = { device, memory, classifier, breathe: () => breathe(signal), onProgress };
    // The first pass compiles, which takes seconds on a graphics card and nothing on the processor.
    if (device.kind === 'webgpu') await fillCache(context, examples, view);
    const started = performance.now();
    await fillCache(context, examples, view);
    await device.finish();
    const seconds = (performance.now() - started) / 1000;
    const bytes = Number.isFinite(free) ? (free - device.freeElements) * 4 : 0;
    return { states: await device.read(view), secondsPerText: seconds / Math.max(1, set.rows.length), bytes };
  } finally {
    classifier.dispose();
    classifier.store.dispose();
    memory.dispose();
  }
}
