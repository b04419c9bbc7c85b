// Columns that say the label in other words: its number beside its name, the same value twice, a finer label that it follows from.

import type { ColumnChoice } from '../../../domain/columnChoice';
import { textColumnsOf } from '../../../domain/rowText';

/** A column from whose value the label follows in every row. */
export interface LabelTwin {
  column: number;
  /** Whether its value follows from the label as well. */
  isSame: boolean;
}

/** On average a value is met so often; what is met once only tells anything. */
const repeats = 5;
/** More different values are ids. */
const mostValues = 1000;

/** The twins of a label among `width` columns, by some rows: those that are the same first. */
export function labelTwins(width: number, rows: string[][], choice: ColumnChoice): LabelTwin[] {
  const search = new TwinSearch(width, choice);
  for (const cells of rows) search.add(cells);
  return search.twins();
}

/** Takes rows one after another; a column goes at the first row that speaks against it. */
export class TwinSearch {
  private readonly labelOf: { column: number; values: Map<string, string>; rows: number }[];
  private readonly label: number;

  constructor(width: number, choice: ColumnChoice) {
    const { label } = choice;
    const used = [...textColumnsOf(choice), label];
    this.label = label;
    this.labelOf = Array.from({ length: width }, (_, column) => ({
      column,
      values: new Map<string, string>(),
      rows: 0,
    })).filter(({ column }) => !used.includes(column));
  }

  add(cells: string[]): void {
    const label = (cells[this.label] ?? '').trim();
    for (let index = this.labelOf.length - 1; index >= 0; index--) {
      const own = this.labelOf[index];
      if (!own || this.agrees(own, (cells[own.column] ?? '').trim(), label)) continue;
      this.labelOf.splice(index, 1);
    }
  }

  twins(): LabelTwin[] {
    return this.labelOf
      .filter(({ values, rows }) => new Set(values.values()).size >= 2 && rows >= repeats * values.size)
      .map(({ column, values }) => ({ column, isSame: new Set(values.values()).size === values.size }))
      .sort((a, b) => Number(b.isSame) - Number(a.isSame) || a.column - b.column);
  }

  /** Whether a row fits what was seen before; both are empty, or neither is. */
  private agrees(own: { values: Map<string, string>; rows: number }, value: string, label: string): boolean {
    if (value === '' || label === '') return value === label;
    own.rows++;
    const known = own.values.get(value);
    if (known === undefined) own.values.set(value, label);
    return known === undefined ? own.values.size <= mostValues : known === label;
  }
}
