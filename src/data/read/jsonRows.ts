// Objects and arrays as rows. A column is a key; it is there from the first row that has it.

import { Failure } from '../../domain/failures';
import { tableLimits } from '../../domain/limits';
import { count } from '../../words/numbers';
import type { RowPiece } from './rowShape';
import { tooManyColumns } from './withinLimits';

/** The column for the names of the arrays that rows stand in. */
const partColumn = 'Part';

export class JsonRows {
  private readonly indexOf = new Map<string, number>();
  private rows: string[][] = [];
  private broken = 0;
  private jumps: RowPiece['jumps'] = [];
  private number = 0;
  private expectedNumber = 0;

  /** Rows so far. */
  count = 0;
  brokenLines = 0;

  /** @param columns grows at its end with each new key */
  constructor(readonly columns: string[] = []) {
    columns.forEach((column, index) => this.indexOf.set(column, index));
  }

  /**
   * Takes an object or an array; `part` is the name of the array that it stands in.
   *
   * @throws Failure `TableTooLarge`
   */
  add(value: object, part?: string): void {
    this.number++;
    if (this.number !== this.expectedNumber) {
      this.jumps.push({ index: this.rows.length, number: this.number });
    }
    this.expectedNumber = this.number + 1;
    const row: string[] = [];
    const set = (column: string, cell: unknown) => {
      const index = this.columnIndex(column);
      while (row.length < index) row.push('');
      row[index] = this.cellText(cell);
    };
    if (Array.isArray(value)) {
      value.forEach((cell: unknown, index) => set(`Column ${index + 1}`, cell));
    } else {
      for (const [key, cell] of Object.entries(value)) set(key.trim() || 'Column', cell);
    }
    if (part !== undefined) set(partColumn, part);
    this.rows.push(row);
    this.count++;
  }

  /** Counts a line or an element that is no row. */
  skip(isBroken: boolean): void {
    this.number++;
    if (!isBroken) return;
    this.broken++;
    this.brokenLines++;
  }

  /** The rows since the last call, as wide as the columns are now. */
  take(): string[][] {
    const { rows } = this;
    this.rows = [];
    for (const row of rows) while (row.length < this.columns.length) row.push('');
    return rows;
  }

  /** The rows since the last call, and what there is to say of them. */
  piece(bytesRead: number): RowPiece {
    const { broken, jumps } = this;
    this.broken = 0;
    this.jumps = [];
    return { rows: this.take(), bytesRead, odd: { broken }, jumps };
  }

  private columnIndex(column: string): number {
    const known = this.indexOf.get(column);
    if (known !== undefined) return known;
    if (this.columns.length === tableLimits.columns) throw tooManyColumns();
    this.indexOf.set(column, this.columns.length);
    return this.columns.push(column) - 1;
  }

  /** Lone surrogates, which no file can hold, become U+FFFD. */
  private cellText(value: unknown): string {
    if (typeof value === 'string') return value.toWellFormed();
    if (value === null || value === undefined) return '';
    if (typeof value !== 'object') return String(value);
    if (isWithin(value, tableLimits.jsonDepth)) return JSON.stringify(value);
    throw tooDeep(this.count);
  }
}

/** What JSON with lists in lists in lists is refused for. */
export function tooDeep(rowsBefore: number): Failure {
  return new Failure(
    'TableTooLarge',
    `Row ${count(rowsBefore + 1)} has lists or objects in each other more than ${tableLimits.jsonDepth} levels deep, as no table has. ` +
      'Remove that row, and drop the file here again.',
  );
}

/** Whether the lists and objects in a value are at most so many levels deep. */
function isWithin(value: object, levels: number): boolean {
  if (levels === 0) return false;
  return Object.values(value).every(
    (own: unknown) => typeof own !== 'object' || own === null || isWithin(own, levels - 1),
  );
}
