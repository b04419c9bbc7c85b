// How long each depth would take on this device for these rows: every kind of work is run once on a few of them.

import { rowsPerEpoch } from '../../domain/balancing';
import { comparedFolds, pairCount } from '../../domain/contrastive';
import type { PreparedSet } from '../../domain/dataset';
import { splitNames, type SplitName } from '../../domain/splitNames';
import { elementAt } from '../../domain/element';
import { Failure } from '../../domain/failures';
import { seededRandom, shuffle } from '../../domain/random';
import { depths, isContrastive, suitedTo, type Depth, type Recipe } from '../../domain/recipe';
import type { DepthEstimate } from '../../domain/run';
import { tokenCount, type TokenizedTexts } from '../../domain/tokens';
import { packTexts } from '../../encoder/batch';
import { hasActivations } from '../../storage/derived';
import { Allocations } from '../../tensor/allocations';
import { fillCache, keyOfActivations, takeCache, type EncodingContext } from './encodeDataSet';
import type { ReadyEngine } from './engine';
import { breathe } from '../../jobs/breathe';
import { planRun } from '../../encoder/planRun';
import { logitsOfExamples } from '../../inference/examples';
import { cacheKind, trainableClassifier } from './runTraining';
import { startingHead } from './startingHead';
import { windowedSet } from './textWindows';
import { ExampleTraining } from './trainClassifier';
import { examplesOf, labelIdsOf, targetsOf, type TrainingExamples } from './trainingExamples';

/** Steps that are measured, after one that warms up. */
const measuredSteps = 2;
/** Seconds from which on a first measurement counts: what it takes to warm up is little beside it. Programs are compiled before. */
const longEnough = 2;

/** What each depth takes, as far as it was measured. */
export type MeasuredDepths = Map<Depth, DepthEstimate>;

/**
 * Estimates every depth with the settings that suit it.
 *
 * @param measured what was measured already, and is not measured again; what is found is added
 * @throws AbortError when stopped, between any two batches: one of a large model takes seconds
 */
export async function estimateDepths(
  ready: ReadyEngine,
  prepared: PreparedSet,
  tokenized: TokenizedTexts,
  recipe: Recipe,
  signal: AbortSignal,
  measured: MeasuredDepths = new Map(),
): Promise<DepthEstimate[]> {
  const { set, texts } = windowedSet(prepared, tokenized);
  const trainRows = examplesOf(set, 'train').length;
  for (const depth of depths) {
    if (measured.has(depth)) continue;
    await breathe(signal);
    const suited = depth === recipe.depth ? recipe : { ...recipe, ...suitedTo(depth, recipe.method, trainRows) };
    try {
      measured.set(depth, await estimate(ready, set, texts, { ...suited, depth }, signal));
    } catch (error) {
      if (!(error instanceof Failure && ['OutOfMemory', 'CardFailed'].includes(error.code))) throw error;
      measured.set(depth, { depth, seconds: null, notes: [error.message] });
    }
  }
  return depths.flatMap((depth) => measured.get(depth) ?? []);
}

/**
 * Says of a set that nothing was measured of, before it is tokenized, that it does not fit the device.
 *
 * @throws Failure `OutOfMemory`
 */
export function refuseTooManyTexts({ device, base }: ReadyEngine, set: PreparedSet, recipe: Recipe) {
  planRun(device, base.config, recipe, {
    tensors: base.tensors,
    classCount: set.labels.length,
    task: set.task,
    pooling: startingHead(base, set).pooling,
    // A token each at least.
    tokens: set.rows.length,
    texts: set.rows.length,
  });
}

async function estimate(
  ready: ReadyEngine,
  set: PreparedSet,
  texts: TokenizedTexts,
  recipe: Recipe,
  signal: AbortSignal,
): Promise<DepthEstimate> {
  const { device, base } = ready;
  const head = startingHead(base, set);
  const plan = planRun(device, base.config, recipe, {
    tensors: base.tensors,
    classCount: set.labels.length,
    task: set.task,
    pooling: head.pooling,
    tokens: texts.ids.length,
    texts: set.rows.length,
  });
  const sample = sampleOf(set, texts, recipe.batchSize * (1 + measuredSteps));
  const examples: TrainingExamples = { ...sample, cache: cacheKind(plan) };
  const memory = new Allocations(device);
  const classifier = trainableClassifier(ready, plan, recipe, head.values);
  try {
    const context = { device, memory, classifier, breathe: () => breathe(signal), onProgress: () => {} };
    const measured = await measure(context, examples, recipe);
    const encoded = measured.encoding > 0 && (await hasActivations(await keyOfActivations(context, set, recipe)));
    // Evaluated from token ids, the frozen layers included.
    const evaluating = measured.predicting + (examples.cache === 'tokens' ? measured.encoding : 0);
    const ofRuns = isContrastive(recipe) ? secondsInPairs : secondsOfRuns;
    const seconds =
      (encoded ? 0 : texts.ids.length * measured.encoding) + ofRuns(set, texts, recipe, { ...measured, evaluating });
    return { depth: recipe.depth, seconds, notes: plan.notes };
  } finally {
    classifier.dispose();
    classifier.store.dispose();
    memory.dispose();
  }
}

/** Seconds that each kind of work takes for one token, once the frozen layers are done. */
interface TokenSeconds {
  stepping: number;
  predicting: number;
  evaluating: number;
}

/** One run for each fold, and one on all rows. */
function secondsOfRuns(
  set: PreparedSet,
  texts: TokenizedTexts,
  recipe: Recipe,
  { stepping, predicting, evaluating }: TokenSeconds,
): number {
  const tokens = (split: SplitName) => tokensOf(texts, examplesOf(set, split));
  const epoch = tokens('train') * sampledShare(set, recipe) * stepping + tokens('validation') * predicting;
  const runs = (set.folds?.count ?? 0) + 1;
  return runs * (recipe.epochs * epoch + tokens('test') * evaluating);
}

/** As `secondsOfRuns`, of contrastive training: after each, all rows are encoded for a head, whose own training takes little. */
function secondsInPairs(
  set: PreparedSet,
  texts: TokenizedTexts,
  { epochs }: Recipe,
  { stepping, evaluating }: TokenSeconds,
): number {
  const rows = examplesOf(set, 'train');
  const tokensOfPair = (2 * tokensOf(texts, rows)) / Math.max(1, rows.length);
  const runs = (set.folds?.count ?? comparedFolds) + 1;
  return runs * (epochs * pairCount(rows.length) * tokensOfPair * stepping + texts.ids.length * evaluating);
}

/** Seconds that each kind of work takes for one token. */
async function measure(context: EncodingContext, examples: TrainingExamples, recipe: Recipe) {
  const { device, memory, classifier } = context;
  const sampleTokens = examples.texts.ids.length;
  const timed = async (work: () => unknown): Promise<number> => {
    const started = performance.now();
    await work();
    await device.finish();
    return (performance.now() - started) / 1000;
  };
  const { source, view } = takeCache(examples, memory, classifier.shape.config.hiddenSize);
  let encoding = 0;
  if (view) {
    const encode = () => timed(() => fillCache(context, examples, view));
    // The first time compiles and warms up, which takes seconds on a graphics card and nothing on the processor.
    encoding = await encode();
    if (device.kind === 'webgpu' || encoding < longEnough) encoding = await encode();
  }
  await classifier.prepareTraining(source);
  await classifier.preparePrediction(source);
  const training = new ExampleTraining(classifier, examples, recipe);
  const step = (index: number) => {
    const start = index * recipe.batchSize;
    const indices = Uint32Array.from({ length: recipe.batchSize }, (_, i) => start + i);
    const rows = indices.filter((row) => row < training.exampleCount);
    training.step(rows, { step: index + 1, learningRate: 0, dropoutSeed: index });
    return tokensOf(examples.texts, rows);
  };
  await context.breathe();
  let steppedTokens = 0;
  let stepping = await timed(() => void (steppedTokens = step(0)));
  if (stepping < longEnough) {
    steppedTokens = 0;
    stepping = await timed(() => {
      for (let index = 1; index <= measuredSteps; index++) steppedTokens += step(index);
    });
  }
  const rows = Uint32Array.from(examples.set.rows.keys());
  const predicting = await timed(() => logitsOfExamples(classifier, examples, rows, context));
  return {
    encoding: encoding / sampleTokens,
    stepping: stepping / Math.max(1, steppedTokens),
    predicting: predicting / sampleTokens,
  };
}

/** How many examples an epoch uses for each training row. */
function sampledShare(set: PreparedSet, { balancing }: Recipe): number {
  const counts = new Array<number>(set.labels.length).fill(0);
  const labels = labelIdsOf(set, examplesOf(set, 'train'));
  for (const label of labels) counts[label] = elementAt(counts, label) + 1;
  const used = rowsPerEpoch(counts, balancing).reduce((sum, count) => sum + count, 0);
  return used / Math.max(1, labels.length);
}

function tokensOf(texts: TokenizedTexts, rows: Uint32Array): number {
  return rows.reduce((sum, row) => sum + tokenCount(texts, row), 0);
}

/** Some training rows, drawn at random, as a set of their own. */
function sampleOf(set: PreparedSet, texts: TokenizedTexts, count: number) {
  const rows = examplesOf(set, 'train');
  shuffle(rows, seededRandom(1));
  const drawn = rows.subarray(0, count);
  const { ids, starts } = packTexts(texts, drawn);
  return {
    set: {
      ...set,
      rows: drawn.map((row) => elementAt(set.rows, row)),
      labelIds: Uint16Array.from(labelIdsOf(set, drawn)),
      targets: targetsOf(set, drawn),
      splits: new Uint8Array(drawn.length).fill(splitNames.indexOf('train')),
    },
    texts: { ids, offsets: starts, truncated: 0 },
  };
}
