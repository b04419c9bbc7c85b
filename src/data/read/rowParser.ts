// Delimited text to rows, piece by piece. What comes out does not depend on where the pieces were cut.

import Papa from 'papaparse';
import type { Dialect } from '../../domain/dataset';
import { Failure } from '../../domain/failures';
import { tableLimits } from '../../domain/limits';
import { LooseParser, type ParsedPiece } from './looseRows';

/** Stands for no quote character: PapaParse needs one. A noncharacter, so no text has it for a purpose. */
const noQuote = '\uFFFF';

/** Stands for no delimiter, likewise. */
const noDelimiter = '\uFFFE';

/** How the cells of a text are set apart. */
export type Writing = Pick<Dialect, 'delimiter' | 'newline' | 'quote' | 'quoting'>;

export class RowParser {
  private readonly parser: Pick<LooseParser, 'parse'>;
  private readonly quotesAreText: boolean;
  private readonly isMixed: boolean;
  private readonly isUndivided: boolean;
  private readonly isWrapped: boolean;
  private readonly delimiter: string;
  /** A CR at the end of what was pushed, held back until it is clear whether an LF follows. */
  private heldReturn = '';
  private carry = '';
  private rowsSoFar = 0;

  /** How many quotes in complete rows are not in order. */
  quoteErrors = 0;

  constructor(writing: Writing) {
    const { delimiter, newline, quote, quoting } = writing;
    this.quotesAreText = quote === null;
    // CRLF is read as LF, its CR taken off below: files often mix the two.
    const lineEnd = newline === '\r' ? '\r' : '\n';
    const isLoose = quote !== null && (quoting === 'backslashes' || quoting === 'spaced');
    this.parser = isLoose
      ? new LooseParser(writing, lineEnd)
      : new Papa.Parser({ delimiter: delimiter || noDelimiter, newline: lineEnd, quoteChar: quote ?? noQuote });
    this.isWrapped = quote !== null && quoting === 'wrapped';
    this.delimiter = delimiter;
    this.isMixed = newline === 'mixed';
    this.isUndivided = delimiter === '';
  }

  /** What was pushed of the row that is not yet complete. */
  get pending(): string {
    return this.carry;
  }

  /**
   * Takes the next piece of text and gives the rows that are complete, blank ones too.
   *
   * @throws Failure `BrokenQuote`
   */
  push(text: string): string[][] {
    return this.parse(this.isMixed ? this.withLineFeeds(text) : text, true);
  }

  /**
   * The last row, after all text was pushed.
   *
   * @throws Failure `BrokenQuote`
   */
  end(): string[][] {
    const rest = this.heldReturn && '\n';
    this.heldReturn = '';
    return this.parse(rest, false);
  }

  /** Every line end as LF. */
  private withLineFeeds(text: string): string {
    const whole = this.heldReturn + text;
    this.heldReturn = whole.endsWith('\r') ? '\r' : '';
    return (this.heldReturn ? whole.slice(0, -1) : whole).replaceAll(/\r\n?/g, '\n');
  }

  private parse(text: string, more: boolean): string[][] {
    const input = this.carry + (this.quotesAreText ? text.replaceAll(noQuote, '\uFFFD') : text);
    if (input === '') return [];
    const { data, errors, meta }: ParsedPiece = this.parser.parse(input, 0, more);
    this.quoteErrors += errors.filter(({ row }) => row < data.length).length;
    this.carry = more ? input.slice(meta.cursor) : '';
    if (this.carry.length > tableLimits.delimitedRowCharacters) {
      throw brokenQuote(this.rowsSoFar + data.length, 'over a million characters');
    }
    if (errors.some(({ code }) => code === 'MissingQuotes')) {
      // It holds all lines up to the file's end. Where that is the one line that it stands in, no harm is done.
      const lines =
        data
          .at(-1)
          ?.at(-1)
          ?.trimEnd()
          .split(/\r\n?|\n/).length ?? 1;
      if (lines > 1) throw brokenQuote(this.rowsSoFar + data.length - 1, `${lines} lines`);
    }
    this.rowsSoFar += data.length;
    if (input.includes('\r')) data.forEach(stripCarriageReturn);
    if (this.isWrapped) return data.map((row) => this.unwrapped(row));
    return this.isUndivided ? data.map((row) => [row.join(noDelimiter)]) : data;
  }

  /** The cells of a row that is one cell, as it stands in quotes whole. */
  private unwrapped(row: string[]): string[] {
    const [whole = ''] = row;
    if (row.length > 1 || !whole.includes(this.delimiter)) return row;
    const { data, errors }: ParsedPiece = this.parser.parse(whole, 0, false);
    this.quoteErrors += errors.length;
    const [cells] = data;
    return data.length === 1 && cells ? cells : row;
  }
}

function brokenQuote(rowsBefore: number, length: string): Failure {
  return new Failure(
    'BrokenQuote',
    `Row ${rowsBefore + 1} is ${length} long: a quotation mark in it is probably never closed. ` +
      'Close it or write it twice where it is part of a text, and drop the file again; or say below that quotes are text.',
  );
}

function stripCarriageReturn(row: string[]): void {
  const last = row.at(-1);
  if (last?.endsWith('\r')) row[row.length - 1] = last.slice(0, -1);
}
