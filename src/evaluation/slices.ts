// How well a model does on parts of the tested rows. Pure.

import { elementAt } from '../domain/element';
import { ratio } from '../domain/ratio';
import type { Grouping, RowGroup, Slice, SliceVerdict } from '../domain/slices';
import { taskOf } from '../tasks/taskOf';
import type { TestedIndex } from './testedRowIndex';

/** With fewer rows, an accuracy says little. */
export const fewRows = 20;
/** Two-sided 95 %. */
const z = 1.959963984540054;

/**
 * Wilson's score interval of a share, 95 % (Wilson 1927): unlike the usual one it holds for few rows and for shares near 0
 * and 1.
 */
export function wilsonInterval(hits: number, rows: number): [low: number, high: number] {
  if (rows === 0) return [0, 1];
  const share = hits / rows;
  const middle = share + (z * z) / (2 * rows);
  const half = z * Math.sqrt((share * (1 - share)) / rows + (z * z) / (4 * rows * rows));
  const scale = 1 + (z * z) / rows;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}

/** On all tested rows. */
export function accuracyOf({ right }: TestedIndex): number {
  return ratio(
    right.reduce((sum, own) => sum + own, 0),
    right.length,
  );
}

/** All groups measured: the worst first, those with few rows at the end. */
export function measureSlices(index: TestedIndex, classes: number, groupings: Grouping[]): Slice[] {
  const overall = accuracyOf(index);
  return groupings
    .flatMap(({ by, groups }) => groups.map((group) => measureSlice(index, classes, overall, by, group)))
    .sort(
      (a, b) => Number(a.verdict === 'few') - Number(b.verdict === 'few') || a.accuracy - b.accuracy || b.rows - a.rows,
    );
}

function measureSlice(
  index: TestedIndex,
  classes: number,
  overall: number,
  by: string,
  { value, indices }: RowGroup,
): Slice {
  const rows = indices.length;
  const right = indices.reduce((sum, row) => sum + elementAt(index.right, row), 0);
  const interval = wilsonInterval(right, rows);
  return {
    by,
    value,
    indices,
    rows,
    right,
    interval,
    accuracy: ratio(right, rows),
    macroF1: macroF1Of(index, classes, indices),
    verdict: verdictOf(rows, interval, overall),
  };
}

function verdictOf(rows: number, [low, high]: [number, number], overall: number): SliceVerdict {
  if (rows < fewRows) return 'few';
  if (high < overall) return 'worse';
  return low > overall ? 'better' : 'like';
}

/** Macro F1 of some rows over the labels that occur among them, true or given, as scikit-learn's default. */
export function macroF1Of(index: TestedIndex, classes: number, indices: Uint32Array): number {
  const hits = new Float64Array(classes);
  // Rows that have a label, and rows that were given it.
  const sides = new Float64Array(classes);
  const add = (counts: Float64Array, id: number, by: number) => (counts[id] = elementAt(counts, id) + by);
  const { labelsOf, has } = taskOf(index.task);
  for (const row of indices) {
    for (const id of labelsOf(index.targets, row, classes)) {
      add(sides, id, 1);
      if (has(index.answers, row, id, classes)) add(hits, id, 1);
    }
    for (const id of labelsOf(index.answers, row, classes)) add(sides, id, 1);
  }
  const occurring = Array.from(sides.keys()).filter((id) => elementAt(sides, id) > 0);
  const sum = occurring.reduce((all, id) => all + (2 * elementAt(hits, id)) / elementAt(sides, id), 0);
  return ratio(sum, occurring.length);
}
