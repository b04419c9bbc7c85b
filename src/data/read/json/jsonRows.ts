// Records as rows. A column is there from the first row that has it.

import { Failure } from '../../../domain/failures';
import { tableLimits } from '../../../domain/limits';
import { count } from '../../../words/numbers';
import { recordRows, type RecordCells } from './jsonRecords';
import { JsonLiteral, writeJson, type JsonObject, type JsonValue } from './jsonValue';
import type { RowPiece } from '../delimited/rowShape';
import { tooManyColumns } from '../withinLimits';

/** The column for the names of the arrays that rows stand in. */
const partColumn = 'Part';

export class JsonRows {
  private readonly indexOf = new Map<string, number>();
  private rows: string[][] = [];
  private odd: RowPiece['odd'] = {};
  private jumps: RowPiece['jumps'] = [];
  private number = 0;
  private expectedNumber = 0;

  /** Records so far that became rows. */
  count = 0;
  /** Lines and elements so far that are no rows. */
  broken = 0;

  /** @param columns grows at its end with each new key */
  constructor(readonly columns: string[] = []) {
    columns.forEach((column, index) => this.indexOf.set(column, index));
  }

  /**
   * Takes an object or an array.
   *
   * @param part the name of the array that it stands in
   * @throws Failure `TableTooLarge`
   */
  add(value: JsonObject | JsonValue[], part?: string): void {
    this.number++;
    for (const { cells, isShortened, isRejected } of recordRows(value)) {
      this.addCells(part === undefined ? cells : [...cells, [partColumn, part]]);
      if (isShortened) this.odd.shortened = (this.odd.shortened ?? 0) + 1;
      if (isRejected) this.odd.rejected = (this.odd.rejected ?? 0) + 1;
    }
    this.count++;
  }

  /** Takes a record that is cells already. */
  addRecord(cells: RecordCells): void {
    this.number++;
    this.addCells(cells);
    this.count++;
  }

  /** Counts a line or an element that is no row. */
  skip(isBroken: boolean): void {
    this.number++;
    if (!isBroken) return;
    this.odd.broken = (this.odd.broken ?? 0) + 1;
    this.broken++;
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
    const { odd, jumps } = this;
    this.odd = {};
    this.jumps = [];
    return { rows: this.take(), bytesRead, odd, jumps };
  }

  /** @throws Failure `TableTooLarge` */
  columnIndex(column: string): number {
    const known = this.indexOf.get(column);
    if (known !== undefined) return known;
    if (this.columns.length === tableLimits.columns) throw tooManyColumns();
    this.indexOf.set(column, this.columns.length);
    return this.columns.push(column) - 1;
  }

  /**
   * A value as a cell. Numbers stay as they are written; a list or an object is written as JSON, an empty one as nothing. Lone
   * surrogates, which no file can hold, become U+FFFD.
   *
   * @throws Failure `TableTooLarge`
   */
  cellText(value: JsonValue): string {
    if (typeof value === 'string') return value.toWellFormed();
    if (value === null) return '';
    if (value instanceof JsonLiteral) return value.source;
    if ((Array.isArray(value) ? value.length : value.size) === 0) return '';
    if (isWithin(value, tableLimits.jsonDepth)) return writeJson(value).toWellFormed();
    throw tooDeep(this.count);
  }

  private addCells(cells: RecordCells): void {
    if (this.number !== this.expectedNumber) this.jumps.push({ index: this.rows.length, number: this.number });
    this.expectedNumber = this.number + 1;
    const row: string[] = [];
    for (const [column, cell] of cells) {
      let index = this.columnIndex(column);
      // `{"a.b": 1, "a": {"b": 2}}` has two of one name.
      for (let copy = 2; row[index]; copy++) index = this.columnIndex(`${column} (${copy})`);
      while (row.length < index) row.push('');
      row[index] = this.cellText(cell);
    }
    this.rows.push(row);
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
function isWithin(value: JsonValue[] | JsonObject, levels: number): boolean {
  if (levels === 0) return false;
  for (const own of value.values()) {
    if (typeof own !== 'object' || own === null || own instanceof JsonLiteral) continue;
    if (!isWithin(own, levels - 1)) return false;
  }
  return true;
}
