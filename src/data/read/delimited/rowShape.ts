// Rows as they are written to rows as wide as their table, and a count of those that did not fit.

import type { Dialect, OddRows } from '../../../domain/dataset';
import { SwallowedRows } from './swallowedRows';

/** By reason. */
export type OddAt = Partial<Record<keyof OddRows, number[]>>;

/** Rows of a table, and what there is to say of them. */
export interface RowPiece {
  rows: string[][];
  /** How many of the source's bytes are behind them; `null` where that can't be known, as in a workbook. */
  bytesRead: number | null;
  odd: Partial<OddRows>;
  /** Indices into `rows` of the odd ones, by reason, where they are known. */
  oddAt?: OddAt;
  /** Where the count of rows in the file jumps: index into `rows`, and the number of that row. */
  jumps: { index: number; number: number }[];
}

/** Whether nothing stands in a row: not even a delimiter, or only what a cut-off file ends in. */
export function isBlank(row: string[]): boolean {
  // eslint-disable-next-line no-control-regex -- NUL and ^Z are what files end in.
  return row.length <= 1 && /^[\s\0\x1A]*$/.test(row[0] ?? '');
}

/** Whether a row is the header once more, as in files that were put together. */
export const isRepeated = (row: string[], header: string[] | null) =>
  header !== null && row.length > 1 && row.length === header.length && row.every((cell, at) => cell === header[at]);

const isFilled = (cell: string) => cell.trim() !== '';

/** Whether a row has filled cells beyond a width. */
export const hasSurplus = (row: string[], width: number) => row.length > width && row.slice(width).some(isFilled);

/** As in: this file has no rows under the 3 lines that are left out. */
export const underLines = ({ linesAbove = 0 }: Pick<Dialect, 'linesAbove'>) =>
  linesAbove > 0 ? ` under the ${linesAbove} lines that are left out above the table` : '';

/** Takes the rows of a file, the header and what stands above the table among them, piece after piece. */
export class RowShaper {
  private rowNumber = 0;
  private expectedNumber = 0;
  private headerPending: boolean;
  private readonly linesAbove: number;
  private readonly header: string[] | null;
  private readonly delimiter: string;
  private readonly swallowed: SwallowedRows | null;

  /** @param dialect of delimited text */
  constructor(
    private readonly width: number,
    {
      hasHeader,
      linesAbove = 0,
      header = null,
    }: Pick<Dialect, 'hasHeader' | 'linesAbove'> & { header?: string[] | null },
    dialect?: Dialect,
  ) {
    this.headerPending = hasHeader;
    this.linesAbove = linesAbove;
    this.header = header;
    this.delimiter = dialect?.delimiter ?? '\t';
    this.swallowed = dialect?.quote && dialect.delimiter !== '' ? new SwallowedRows(width, dialect) : null;
  }

  /** Passes over blank rows that are not written out: they have numbers too. */
  skip(rows: number): void {
    this.rowNumber += rows;
  }

  /**
   * Rows with exactly `width` cells; the header, lines above the table and blank rows are left out. Surplus cells come from
   * unquoted delimiters in a text; nobody can tell which, so they stay in the last column, delimiters and all.
   *
   * @param mayBeDamaged whether any cell may hold U+FFFD or NUL
   */
  shape(written: string[][], bytesRead: number | null, mayBeDamaged: boolean): RowPiece {
    const { width } = this;
    const piece: RowPiece = { rows: [], bytesRead, odd: {}, oddAt: {}, jumps: [] };
    const { rows } = piece;
    const note = (reason: keyof OddRows, count = 1) => {
      piece.odd[reason] = (piece.odd[reason] ?? 0) + count;
      ((piece.oddAt ??= {})[reason] ??= []).push(rows.length);
    };
    for (const row of written) {
      this.rowNumber++;
      if (this.rowNumber <= this.linesAbove || (row.length <= 1 && isBlank(row))) continue;
      if (this.headerPending) {
        this.headerPending = false;
        continue;
      }
      if (isRepeated(row, this.header)) {
        piece.odd.repeatedHeader = (piece.odd.repeatedHeader ?? 0) + 1;
        continue;
      }
      if (this.rowNumber !== this.expectedNumber) {
        piece.jumps.push({ index: rows.length, number: this.rowNumber });
      }
      this.expectedNumber = this.rowNumber + 1;
      if (row.length > width) {
        if (hasSurplus(row, width)) {
          note('surplus');
          this.keepSurplus(row);
        }
        row.length = width;
      } else if (row.length < width) {
        note('short');
        while (row.length < width) row.push('');
      }
      const swallowed = this.swallowed?.in(row) ?? 0;
      if (swallowed > 0) note('swallowed', swallowed);
      if (mayBeDamaged) noteDamage(row, note);
      rows.push(row);
    }
    return piece;
  }

  private keepSurplus(row: string[]): void {
    const last = this.width - 1;
    row[last] = row.slice(last, row.findLastIndex(isFilled) + 1).join(this.delimiter);
  }
}

function noteDamage(row: string[], note: (reason: keyof OddRows) => void): void {
  if (row.some((cell) => cell.includes('\uFFFD'))) note('undecodable');
  if (row.some((cell) => cell.includes('\0'))) note('nul');
}
