// token ids → activations of the frozen layers. Each text goes through them once; every epoch starts from what
// they left, on the device and, for the next run, in a file.

import type { PreparedSet } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import type { ReportProgress } from '../../domain/progress';
import type { Recipe } from '../../domain/recipe';
import { leftOut } from '../../domain/splitNames';
import { batchOf, cutExamples, longestFirst, predicting } from '../../encoder/batch';
import type { Classifier, Source } from '../../encoder/classifier';
import { getActivations, saveActivations } from '../../storage/derived';
import { slice, type Device, type View } from '../../tensor/device';
import type { Allocations } from '../../tensor/allocations';
import type { ActivationsKey } from '../../storage/schema';
import { activationsKey, tokensKey } from '../data/derivedKeys';
import type { TrainingExamples } from './trainingExamples';

/** What the encoding needs. */
export interface EncodingContext {
  device: Device;
  /** The cache is taken from it. */
  memory: Allocations;
  classifier: Classifier;
  /** Called between batches; throws where the work is to end. */
  breathe: () => Promise<void>;
  onProgress: ReportProgress;
  /** Whether rows that are left out of the split are skipped. */
  usedOnly?: boolean;
}

/**
 * The activations that the frozen layers leave of every text of a prepared set, on the device: pooled states where
 * only the head trains, else half-precision hidden states.
 *
 * @param ofBaseModel whether the encoder is the base model's as it came: what another gives is neither looked up nor kept
 * @throws what `breathe` throws
 */
export async function encodeDataSet(
  room: EncodingContext,
  examples: TrainingExamples,
  recipe: Recipe,
  ofBaseModel = true,
): Promise<Source> {
  const { device, memory, classifier } = room;
  const { hiddenSize } = classifier.shape.config;
  const { source, view, rows, width } = takeCache(examples, memory, hiddenSize);
  if (!view) return source;
  if (!ofBaseModel) {
    await fillCache({ ...room, usedOnly: true }, examples, view);
    return source;
  }
  const key = await keyOfActivations(room, examples.set, recipe);
  const cached = await getActivations(key);
  if (cached?.length === view.length) {
    device.write(view, cached);
  } else {
    await fillCache(room, examples, view);
    // A cache only: where it can't be kept (no room, a browser that lacks the means), the run goes on without.
    await saveActivations(key, { rows, width }, piecesOf(device, view)).catch(() => {});
  }
  return source;
}

/** Takes the memory of a cache; `view` is `null` where nothing is cached. */
export function takeCache(
  { texts, cache, set }: TrainingExamples,
  memory: Allocations,
  hiddenSize: number,
): { source: Source; view: View | null; rows: number; width: number } {
  if (cache === 'none') return { source: { kind: 'ids' }, view: null, rows: 0, width: 0 };
  const pooled = cache === 'pooled';
  const rows = pooled ? set.rows.length : texts.ids.length;
  const width = pooled ? hiddenSize : hiddenSize / 2;
  const view = memory.take(rows * width);
  const source: Source = pooled ? { kind: 'pooled', table: view } : { kind: 'tokens', cache: view };
  return { source, view, rows, width };
}

/** Values that pass through this thread's memory at a time: of a million texts, all are 1.5 GB. */
const elementsPerPiece = 2 ** 24;
const textsPerPiece = 2 ** 15;

/** The values of a view, piece by piece. */
async function* piecesOf(device: Device, view: View): AsyncGenerator<Float32Array<ArrayBuffer>> {
  for (let start = 0; start < view.length; start += elementsPerPiece) {
    const length = Math.min(elementsPerPiece, view.length - start);
    yield await device.read(slice(view, start, length));
  }
}

/** Runs the frozen layers on every text and leaves their activations in a cache on the device. */
export async function fillCache(room: EncodingContext, examples: TrainingExamples, view: View): Promise<void> {
  if (examples.cache === 'pooled') await encodePooled(room, examples, view);
  else await encodeTokens(room, examples, view);
}

/** Under which key the activations of a set are kept. */
export async function keyOfActivations(
  { device, classifier }: Pick<EncodingContext, 'device' | 'classifier'>,
  set: PreparedSet,
  recipe: Recipe,
): Promise<ActivationsKey> {
  const { scope, config, pooling } = classifier.shape;
  const { firstLayer } = scope;
  const pooled = `pooled-${pooling}`;
  const layers = firstLayer === config.layerCount ? pooled : `before-${firstLayer}`;
  return activationsKey(await tokensKey(set, recipe), device.kind, layers);
}

/** Hidden states before the first trained layer go straight to the cache; nothing is read back on the way. */
async function encodeTokens(room: EncodingContext, examples: TrainingExamples, cache: View): Promise<void> {
  const { device, classifier } = room;
  await classifier.prepareTokenCache(cache);
  for await (const batch of encodingBatches(room, examples, 0, examples.set.rows.length)) {
    const { batch: packed, cacheStarts } = batchOf({ ...examples, cache: 'none' }, batch);
    classifier.run('cacheTokens', { batch: packed, cacheStarts, state: predicting });
    await device.finish();
  }
}

/** The pooled state of every text goes to the cache, `[texts * hidden]`. */
async function encodePooled(room: EncodingContext, examples: TrainingExamples, cache: View): Promise<void> {
  const { classifier, device } = room;
  const width = classifier.shape.config.hiddenSize;
  const texts = examples.set.rows.length;
  await classifier.preparePooling({ kind: 'ids' });
  for (let start = 0; start < texts; start += textsPerPiece) {
    const end = Math.min(texts, start + textsPerPiece);
    const pooled = new Float32Array((end - start) * width);
    for await (const batch of encodingBatches(room, examples, start, end)) {
      const rows = await pooledStates(classifier, { ...examples, cache: 'none' }, batch);
      batch.forEach((text, row) => {
        pooled.set(rows.subarray(row * width, (row + 1) * width), (text - start) * width);
      });
    }
    device.write(slice(cache, start * width, pooled.length), pooled);
  }
}

/** The pooled states of one batch by the program that was prepared, `[texts * hidden]`. */
export async function pooledStates(
  classifier: Classifier,
  examples: TrainingExamples,
  which: Uint32Array,
): Promise<Float32Array<ArrayBuffer>> {
  const { batch, cacheStarts } = batchOf(examples, which);
  classifier.run('pool', { batch, cacheStarts, state: predicting });
  return classifier.readPooled(which.length);
}

/** The texts from one to before another in batches, with progress in tokens of all. @throws what `breathe` throws */
async function* encodingBatches(
  { classifier, breathe, onProgress, usedOnly = false }: EncodingContext,
  { texts, set }: TrainingExamples,
  from: number,
  to: number,
): AsyncGenerator<Uint32Array> {
  const order = longestFirst(
    texts,
    Uint32Array.from({ length: to - from }, (_, index) => from + index).filter(
      (row) => !usedOnly || set.splits[row] !== leftOut,
    ),
  );
  const total = texts.ids.length;
  let done = elementAt(texts.offsets, from);
  onProgress({ job: 'Encoding', done, total });
  for (const batch of cutExamples({ texts, cache: 'none' }, order, classifier.shape.largest)) {
    await breathe();
    yield batch;
    for (const text of batch) done += elementAt(texts.offsets, text + 1) - elementAt(texts.offsets, text);
    onProgress({ job: 'Encoding', done, total });
  }
}
