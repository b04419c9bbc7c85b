// A split that the file itself gives: a column of `train`, `dev` and `test`, or of the names of the files it came from.

import { splitNames, leftOut } from '../../domain/splitNames';
import type { ColumnValue, SplitPart } from '../../domain/splitChoice';
import { partNamedBy } from '../read/partNames';

const columnNames = new Set('split splits set subset partition fold part file filename dataset'.split(' '));

/** Whether a column is called as those are that say the split. */
export function isSplitColumnName(name: string): boolean {
  return columnNames.has(name.toLowerCase().replaceAll(/[^a-z]/g, ''));
}

/** Counts the values of a split column, and says where their rows go. */
export class GivenParts {
  private readonly counts = new Map<string, number>();
  private readonly chosen: Map<string, SplitPart>;

  constructor(chosen: [string, SplitPart][]) {
    this.chosen = new Map(chosen);
  }

  /** Takes the next row's value; gives its split, or `leftOut`. */
  add(value: string): number {
    const trimmed = value.trim();
    this.counts.set(trimmed, (this.counts.get(trimmed) ?? 0) + 1);
    const part = this.partOf(trimmed);
    return part === 'leftOut' ? leftOut : splitNames.indexOf(part);
  }

  /** What the user said, else what the value's name says, else train. */
  private partOf(value: string): SplitPart {
    return this.chosen.get(value) ?? partNamedBy(value) ?? 'train';
  }

  /** The values, the most frequent first, at most `atMost`. */
  values(atMost: number): ColumnValue[] {
    return [...this.counts]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, atMost)
      .map(([value, rows]) => ({
        value,
        rows,
        part: this.partOf(value),
        recognized: partNamedBy(value) !== null,
      }));
  }

  /** How many different values there are. */
  get size(): number {
    return this.counts.size;
  }
}
