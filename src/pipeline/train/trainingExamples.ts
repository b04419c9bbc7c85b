// The examples of a prepared set as the model takes them.

import { weightsOf, type Balancing } from '../../domain/balancing';
import { splitNames, type PreparedSet, type SplitName } from '../../domain/dataset';
import type { EncoderInputs } from '../../encoder/batch';
import type { Truth } from '../../evaluation/evaluate';

/** A prepared set, its token ids, and where the cached activations of a text lie. */
export interface TrainingExamples extends EncoderInputs {
  set: PreparedSet;
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
