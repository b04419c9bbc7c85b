// The classes of the rows that are kept: their order, their sizes, and whether a classifier can learn them.

import type { ClassCount } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import { Failure } from '../../domain/failures';
import { modelLimits } from '../../domain/limits';
import type { TaskType } from '../../domain/task';
import { shorten } from '../../words/shorten';

/** One to learn from, one to test on. */
const minClassRows = 2;
/** From this many rows on, a label column that mostly never repeats is taken for an id. */
const rowsToTellIds = 20;

/** How many rows have each label. */
export function countLabels(ids: number[][], labelCount: number): Uint32Array {
  const counts = new Uint32Array(labelCount);
  for (const own of ids) for (const id of own) counts[id] = elementAt(counts, id) + 1;
  return counts;
}

/** The rarest label of a row; a row without any goes with the most frequent of all. */
export function balancingLabel(ids: number[], counts: Uint32Array): number {
  if (ids.length === 0) return counts.indexOf(Math.max(...counts));
  return ids.reduce((rarest, id) => (elementAt(counts, id) < elementAt(counts, rarest) ? id : rarest));
}

/** 1 where a row has a label, `[rows, labels]`. */
export function labelSetsOf(ids: number[][], labelCount: number): Uint8Array<ArrayBuffer> {
  const sets = new Uint8Array(ids.length * labelCount);
  ids.forEach((own, row) => own.forEach((id) => (sets[row * labelCount + id] = 1)));
  return sets;
}

/** Sorted: by value where all are numbers, else by code units. The same order on every machine. */
export function sortLabels(names: string[]): string[] {
  const numeric = names.every((name) => Number.isFinite(Number(name)));
  const byCodeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return names.toSorted((a, b) => (numeric && Number(a) - Number(b)) || byCodeUnits(a, b));
}

/** @throws Failure `NoRows`, `OneClass`, `LabelsAreIds`, `TooManyClasses` */
export function refuseClasses(labels: string[], rows: number, task: TaskType): void {
  if (rows === 0 || labels.length === 0) {
    throw new Failure('NoRows', 'No row has both a text and a label. Choose other columns, or another file.');
  }
  if (labels.length === 1) {
    throw new Failure(
      'OneClass',
      `There is only one label: “${shorten(labels[0] ?? '', 40)}”. A classifier needs at least two to tell apart. ` +
        'Choose another label column, or add rows of another kind.',
    );
  }
  const neverRepeat = labels.length === rows && task === 'singleLabel';
  if (neverRepeat || (rows >= rowsToTellIds && labels.length > rows / 2)) {
    throw new Failure(
      'LabelsAreIds',
      `The label column has ${labels.length} different values in ${rows} rows, so it looks like an id, not a label. ` +
        'Choose another label column.',
    );
  }
  if (labels.length > modelLimits.labels) {
    throw new Failure(
      'TooManyClasses',
      `The label column has ${labels.length} different values; Hone can tell apart at most ${modelLimits.labels}. Choose another label column.`,
    );
  }
}

/** @throws Failure `ClassTooSmall` */
export function refuseSmallClasses(counts: ClassCount[]): void {
  const small = counts.filter(({ count }) => count < minClassRows);
  if (small.length === 0) return;
  const which = small.length === 1 ? `“${shorten(small[0]?.label ?? '', 40)}” has` : `${small.length} have`;
  throw new Failure('ClassTooSmall', `Fix the labels first: ${which} only one text.`);
}
