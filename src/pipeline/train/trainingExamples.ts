// The examples of a prepared set as the model takes them.

import { weightsOf, type Balancing } from '../../domain/balancing';
import { splitNames, type PreparedSet, type SplitName } from '../../domain/dataset';
import { tokenCount, type TokenizedTexts } from '../../domain/tokens';
import { packTexts, type PackedBatch } from '../../encoder/batch';
import type { Truth } from '../../evaluation/evaluate';
import type { RunSize } from '../../tensor/device';

/** A prepared set, its token ids, and where the cached activations of a text lie. */
export interface TrainingExamples {
  set: PreparedSet;
  texts: TokenizedTexts;
  /** `pooled`: a row a text; `tokens`: a row a token; `none`: the model reads token ids. */
  cache: 'pooled' | 'tokens' | 'none';
  /** Which text each example is a window of, those of one text side by side; none where each is a text. */
  textOf?: Uint32Array | null;
}

/** Indices into the prepared set of one split's examples, ascending. */
export function examplesOf(set: PreparedSet, split: SplitName): Uint32Array {
  const wanted = splitNames.indexOf(split);
  return Uint32Array.from(set.splits.keys()).filter((index) => set.splits[index] === wanted);
}

/** Class ids of some examples. */
export function labelIdsOf(set: PreparedSet, examples: Uint32Array): Uint32Array {
  return Uint32Array.from(examples, (example) => set.labelIds[example] ?? 0);
}

/** What some examples really are. */
export function truthOf(set: PreparedSet, examples: Uint32Array): Truth {
  const trueIds = labelIdsOf(set, examples);
  return set.labelSets
    ? { trueIds, trueSets: labelSetsOf(set, set.labelSets, examples) }
    : { trueIds };
}

/** What the loss reads of some examples: their class ids, or 1 for each class they have, `[examples * classes]`. */
export function targetsOf(set: PreparedSet, examples: Uint32Array): Uint32Array {
  if (!set.labelSets) return labelIdsOf(set, examples);
  return Uint32Array.from(labelSetsOf(set, set.labelSets, examples));
}

function labelSetsOf(
  { labels }: PreparedSet,
  labelSets: Uint8Array,
  examples: Uint32Array,
): Uint8Array {
  const sets = new Uint8Array(examples.length * labels.length);
  examples.forEach((example, row) => {
    const start = example * labels.length;
    sets.set(labelSets.subarray(start, start + labels.length), row * labels.length);
  });
  return sets;
}

/** A batch of examples, and where their cached activations start. */
export function batchOf(
  { texts, cache }: TrainingExamples,
  examples: Uint32Array,
): { batch: PackedBatch; cacheStarts: Uint32Array } {
  if (cache === 'pooled') {
    const starts = new Uint32Array(examples.length + 1);
    const batch = { texts: examples, starts, ids: new Int32Array(), tokens: 0 };
    return { batch, cacheStarts: examples };
  }
  const batch = packTexts(texts, examples);
  const cacheStarts = Uint32Array.from(examples, (example) => texts.offsets[example] ?? 0);
  return { batch: cache === 'tokens' ? { ...batch, ids: new Int32Array() } : batch, cacheStarts };
}

/** Cuts examples into consecutive batches that fit. Pooled states have no tokens to count. */
export function cutExamples(
  { texts, cache }: Pick<TrainingExamples, 'texts' | 'cache'>,
  examples: Uint32Array,
  largest: RunSize,
): Uint32Array[] {
  const batches: Uint32Array[] = [];
  let [start, tokens] = [0, 0];
  examples.forEach((example, index) => {
    const own = cache === 'pooled' ? 0 : tokenCount(texts, example);
    if (index > start && (tokens + own > largest.tokens || index - start === largest.texts)) {
      batches.push(examples.subarray(start, index));
      [start, tokens] = [index, 0];
    }
    tokens += own;
  });
  if (start < examples.length) batches.push(examples.subarray(start));
  return batches;
}

/**
 * What each class counts in the loss: 1, or the rarer the more, so that all classes together count the same. Where a text
 * may have several labels: what a text that has the label counts beside one that has not.
 */
export function classWeights(set: PreparedSet, balancing: Balancing): Float32Array {
  if (set.labelSets && balancing === 'classWeights') {
    return positiveWeights(set, examplesOf(set, 'train'));
  }
  const counts = new Float64Array(set.labels.length);
  const labels = labelIdsOf(set, examplesOf(set, 'train'));
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return Float32Array.from(weightsOf(counts, balancing));
}

/** Texts without a label for each that has it, as PyTorch's documentation of `pos_weight` advises; at most this. */
const largestPositiveWeight = 20;

function positiveWeights(set: PreparedSet, examples: Uint32Array): Float32Array {
  const counts = new Float64Array(set.labels.length);
  targetsOf(set, examples).forEach((has, index) => {
    const id = index % counts.length;
    counts[id] = (counts[id] ?? 0) + has;
  });
  return Float32Array.from(counts, (count) =>
    Math.min(largestPositiveWeight, (examples.length - count) / Math.max(1, count)),
  );
}
