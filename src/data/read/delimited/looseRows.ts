// Rows as PapaParse does not read them: quotes behind a backslash, and spaces before a quote.

import type { Dialect } from '../../../domain/dataset';

/** What PapaParse's `Parser` gives; its own types leave it open. */
export interface ParsedPiece {
  data: string[][];
  /** `row` is an index into `data`; a row that is not yet complete has none there. */
  errors: { code: string; row: number }[];
  meta: { cursor: number };
}

interface Cell {
  value: string;
  /** Where what follows the cell begins. */
  end: number;
  /** What ended it; `cut`: the input did, and more may follow. */
  by: 'delimiter' | 'newline' | 'cut';
  error?: 'InvalidQuotes' | 'MissingQuotes';
}

/** As PapaParse's `Parser`. */
export class LooseParser {
  private readonly quote: string;
  private readonly delimiter: string;
  private readonly isSpaced: boolean;
  private readonly hasBackslashes: boolean;
  /** From a cell's start to its quote. */
  private readonly opening: RegExp;
  /** From a closing quote to the end of its cell. */
  private readonly closing: RegExp;
  private readonly stopInQuotes: RegExp;
  private readonly stop: RegExp;
  /** Cells without quotes so far from which backslashes were taken. */
  unescapedCells = 0;

  constructor(
    { delimiter, quote, quoting }: Pick<Dialect, 'delimiter' | 'quote' | 'quoting'>,
    private readonly newline: '\n' | '\r',
  ) {
    this.quote = quote ?? '"';
    this.delimiter = delimiter;
    this.hasBackslashes = quoting === 'backslashes';
    const ends = `${escaped(delimiter)}|${escaped(newline)}`;
    this.opening = new RegExp(`${quoting === 'spaced' ? ' *' : ''}${this.quote}`, 'y');
    this.closing = new RegExp(`[ \\r]*?(${ends}|$)`, 'y');
    this.stopInQuotes = new RegExp(this.hasBackslashes ? `\\\\|${this.quote}` : this.quote, 'g');
    this.stop = new RegExp(this.hasBackslashes ? `\\\\|${ends}` : ends, 'g');
    this.isSpaced = quoting === 'spaced';
  }

  /** @param more whether other input follows: a row that is cut is then left for later */
  parse(input: string, _base: number, more: boolean): ParsedPiece {
    const piece: ParsedPiece = { data: [], errors: [], meta: { cursor: 0 } };
    let row: string[] = [];
    let at = 0;
    while (at < input.length || row.length > 0) {
      const cell = this.cell(input, at);
      if (cell.by === 'cut' && more) break;
      if (cell.error) piece.errors.push({ code: cell.error, row: piece.data.length });
      row.push(cell.value);
      at = cell.end;
      if (cell.by === 'delimiter') continue;
      piece.data.push(row);
      piece.meta.cursor = at;
      row = [];
    }
    return piece;
  }

  private cell(input: string, start: number): Cell {
    this.opening.lastIndex = start;
    if (this.opening.test(input)) return this.quoted(input, this.opening.lastIndex);
    let from = start;
    for (;;) {
      this.stop.lastIndex = from;
      const found = this.stop.exec(input);
      if (found?.[0] === '\\') {
        from = found.index + 2;
        continue;
      }
      const value = this.unescaped(input.slice(start, found?.index));
      const own = this.isSpaced ? value.replace(/^ +/, '') : value;
      if (!found) return { value: own, end: input.length, by: 'cut' };
      return { value: own, end: this.stop.lastIndex, by: found[0] === this.newline ? 'newline' : 'delimiter' };
    }
  }

  private quoted(input: string, start: number): Cell {
    let error: Cell['error'];
    let from = start;
    for (;;) {
      this.stopInQuotes.lastIndex = from;
      const found = this.stopInQuotes.exec(input);
      if (!found) {
        return { value: this.unquoted(input.slice(start)), end: input.length, by: 'cut', error: 'MissingQuotes' };
      }
      from = found.index + 2;
      if (found[0] === '\\' || input[found.index + 1] === this.quote) continue;
      this.closing.lastIndex = found.index + 1;
      const closed = this.closing.exec(input);
      if (closed) {
        const by = closed[1] === '' ? 'cut' : closed[1] === this.newline ? 'newline' : 'delimiter';
        const value = this.unquoted(input.slice(start, found.index));
        return { value, end: this.closing.lastIndex, by, ...(error && { error }) };
      }
      error = 'InvalidQuotes';
      from = found.index + 1;
    }
  }

  private unquoted(text: string): string {
    return this.hasBackslashes
      ? text.replaceAll(/\\([\s\S])|""|''/g, (pair, second: string | undefined) => this.meant(pair, second))
      : text.replaceAll(this.quote + this.quote, this.quote);
  }

  private unescaped(text: string): string {
    if (!this.hasBackslashes || !text.includes('\\')) return text;
    const meant = text.replaceAll(/\\([\s\S])/g, (pair, second: string) => this.meant(pair, second));
    if (meant !== text) this.unescapedCells++;
    return meant;
  }

  /** A backslash stays before what needs none, as in `\n`: that may be a line break, or part of a path. */
  private meant(pair: string, second: string | undefined): string {
    if (second === undefined) return pair[0] === this.quote ? this.quote : pair;
    return '\\"\'\r\n'.includes(second) || second === this.delimiter ? second : pair;
  }
}

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
