// A split that the file itself gives: a column of `train`, `dev` and `test`, or of the names of the files it came from.

import { splitNames, leftOut } from '../../domain/splitNames';
import type { ColumnValue, SplitPart } from '../../domain/splitChoice';

const partNames: Record<string, SplitPart> = {
  train: 'train',
  training: 'train',
  trn: 'train',
  learn: 'train',
  validation: 'validation',
  validate: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  devel: 'validation',
  development: 'validation',
  test: 'test',
  testing: 'test',
  tst: 'test',
  eval: 'test',
  evaluation: 'test',
  heldout: 'test',
  holdout: 'test',
};
const namedParts = new Map(Object.entries(partNames));

/** The part that a value names, such as `Dev` or `reviews-test.csv`; `null` when it names none, or two. */
export function partNamedBy(value: string): SplitPart | null {
  const words = value
    .replace(/\.[a-z]{2,5}$/i, '')
    .split(/[^\p{L}]+|(?<=\p{Ll})(?=\p{Lu})/u)
    .map((word) => namedParts.get(word.toLowerCase()))
    .filter((part) => part !== undefined);
  const [part, ...others] = new Set(words);
  return part !== undefined && others.length === 0 ? part : null;
}

const columnNames = new Set('split splits set subset partition fold part file filename dataset'.split(' '));

/** Whether a column is called as those are that say the split. */
export function isSplitColumnName(name: string): boolean {
  return columnNames.has(name.toLowerCase().replaceAll(/[^a-z]/g, ''));
}

/** Whether values say a split beyond doubt: each names a part, and there is something to train and to test on. */
export function namesASplit(values: Iterable<string>): boolean {
  const parts = new Set([...values].map(partNamedBy));
  return parts.has('train') && (parts.has('test') || parts.has('validation')) && !parts.has(null);
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
