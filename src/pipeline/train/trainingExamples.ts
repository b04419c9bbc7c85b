// The examples of a prepared set as the model takes them.

import type { Balancing } from '../../domain/balancing';
import type { PreparedSet } from '../../domain/dataset';
import { splitNames, type SplitName } from '../../domain/splitNames';
import { elementAt } from '../../domain/element';
import type { Targets, Truth } from '../../domain/task';
import type { EncoderInputs } from '../../encoder/batch';
import { takeRows } from '../../tasks/targets';
import { taskOf } from '../../tasks/taskOf';

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
  return Uint32Array.from(examples, (example) => elementAt(set.labelIds, example));
}

/** What some examples really are. */
export function truthOf(set: PreparedSet, examples: Uint32Array): Truth {
  return { task: set.task, targets: targetsOf(set, examples) };
}

/** The true labels of some examples, as the loss reads them. */
export function targetsOf({ task, targets, labels }: PreparedSet, examples: Uint32Array): Targets {
  return takeRows(targets, examples, taskOf(task).width(labels.length));
}

/** The names of an example's labels. */
export function labelNamesOf({ task, targets, labels }: PreparedSet, example: number): string[] {
  const ids = taskOf(task).labelsOf(targets, example, labels.length);
  return ids.map((id) => elementAt(labels, id));
}

/** What each class counts in the loss. */
export function classWeights(set: PreparedSet, balancing: Balancing): Float32Array {
  const { labelsOf, classWeights: weightsOf } = taskOf(set.task);
  const examples = examplesOf(set, 'train');
  const rowsPerClass = new Float64Array(set.labels.length);
  for (const example of examples) {
    for (const id of labelsOf(set.targets, example, set.labels.length)) {
      rowsPerClass[id] = elementAt(rowsPerClass, id) + 1;
    }
  }
  return weightsOf({ rows: examples.length, rowsPerClass }, balancing);
}
