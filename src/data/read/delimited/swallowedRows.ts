// Rows that a quotation mark which is never closed has drawn into a cell: the cell goes on to the next mark, lines further on.

import type { Dialect } from '../../../domain/dataset';

/** Shorter cells hold no other row worth the look. */
const shortest = 12;

/** Counts the rows that lie within cells of a table of `width` columns. */
export class SwallowedRows {
  private readonly newline: string;

  constructor(
    private readonly width: number,
    private readonly dialect: Pick<Dialect, 'delimiter' | 'newline' | 'quote'>,
  ) {
    this.newline = dialect.newline === '\r' ? '\r' : '\n';
  }

  /** How many rows lie in the cells of one. Cells that hold several lines of text count none. */
  in(row: string[]): number {
    let found = 0;
    for (let column = 0; column < row.length; column++) {
      const cell = row[column] ?? '';
      if (cell.length >= shortest && cell.includes(this.newline)) found += this.inCell(cell, column);
    }
    return found;
  }

  /**
   * The cell's first line is then the rest of its own row, and the lines up to its last one are rows: with as many
   * delimiters as those have, and no space behind them, as prose would have.
   */
  private inCell(cell: string, column: number): number {
    const [first = '', ...others] = cell.split(this.newline);
    const last = others.pop() ?? '';
    const ownRest = this.width - 1 - column;
    if (!this.hasDelimiters(first, ownRest)) return 0;
    const rows = others.filter((line) => this.hasDelimiters(line, this.width - 1)).length;
    if (others.length > 0) return rows >= 0.8 * others.length ? rows + 1 : 0;
    // Of two lines, the mark that ended the cell was the second in its line.
    return ownRest > 0 && last.includes(this.dialect.quote ?? '"') ? 1 : 0;
  }

  private hasDelimiters(line: string, wanted: number): boolean {
    const cells = line.split(this.dialect.delimiter);
    return cells.length - 1 === wanted && cells.slice(1).every((cell) => !cell.startsWith(' '));
  }
}
