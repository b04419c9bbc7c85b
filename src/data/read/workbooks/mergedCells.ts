// Merged cells of a sheet: the file has a value in the first, and a person sees it in all of them.

import { tableLimits } from '../../../domain/limits';

/** Indices from 0, the last ones included. */
export interface MergedRange {
  firstRow: number;
  lastRow: number;
  firstColumn: number;
  lastColumn: number;
}

/** Rows must be asked for from top to bottom. */
export class MergedCells {
  private readonly coming: MergedRange[];
  private next = 0;
  private active: (MergedRange & { text: string })[] = [];

  constructor(ranges: MergedRange[] = []) {
    this.coming = ranges.toSorted((a, b) => a.firstRow - b.firstRow);
  }

  /** Takes a range that begins in the row that is asked for next. */
  add(range: MergedRange): void {
    if (range.lastRow > range.firstRow || range.lastColumn > range.firstColumn) this.coming.push(range);
  }

  /** The cells of a row, those that others cover filled with their text. A row without any of its own stays empty. */
  filled(row: number, cells: string[]): string[] {
    for (let range = this.coming[this.next]; range && range.firstRow <= row; range = this.coming[++this.next]) {
      const text = range.firstRow === row ? (cells[range.firstColumn] ?? '') : '';
      if (text !== '') this.active.push({ ...range, text });
    }
    if (this.active.length === 0) return cells;
    this.active = this.active.filter(({ lastRow }) => lastRow >= row);
    if (this.active.length === 0 || cells.length === 0) return cells;
    const filled = [...cells];
    for (const { firstColumn, lastColumn, text } of this.active) {
      const end = Math.min(lastColumn + 1, tableLimits.columns);
      for (let column = firstColumn; column < end; column++) {
        while (filled.length < column) filled.push('');
        filled[column] ||= text;
      }
    }
    return filled;
  }

  /** How many rows the tallest range takes that reaches a row, from that row on. */
  height(row: number): number {
    return Math.max(1, ...this.active.map(({ lastRow }) => lastRow - row + 1));
  }
}
