// Objects and arrays as rows. A column is a key; it is there from the first row that has it.

import type { RowPiece } from './rowShape';

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

  /** Takes an object or an array; `part` is the name of the array that it stands in. */
  add(value: object, part?: string): void {
    this.number++;
    if (this.number !== this.expectedNumber) {
      this.jumps.push({ index: this.rows.length, number: this.number });
    }
    this.expectedNumber = this.number + 1;
    const row = new Array<string>(this.columns.length).fill('');
    const set = (column: string, cell: string) => {
      const index = this.columnIndex(column);
      while (row.length < index) row.push('');
      row[index] = cell;
    };
    if (Array.isArray(value)) {
      value.forEach((cell: unknown, index) => set(`Column ${index + 1}`, cellText(cell)));
    } else {
      for (const [key, cell] of Object.entries(value)) set(key.trim() || 'Column', cellText(cell));
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

  /** The rows since the last call. */
  take(): string[][] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  /** The rows since the last call, as wide as the columns are now. */
  piece(bytesRead: number): RowPiece {
    const { broken, jumps } = this;
    const rows = this.take();
    this.broken = 0;
    this.jumps = [];
    for (const row of rows) while (row.length < this.columns.length) row.push('');
    return { rows, bytesRead, odd: { broken }, jumps };
  }

  private columnIndex(column: string): number {
    const known = this.indexOf.get(column);
    if (known !== undefined) return known;
    this.indexOf.set(column, this.columns.length);
    return this.columns.push(column) - 1;
  }
}

/** Lone surrogates, which no file can hold, become U+FFFD. */
function cellText(value: unknown): string {
  if (typeof value === 'string') return value.toWellFormed();
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
