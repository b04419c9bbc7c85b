// Delimited text to rows, piece by piece. What comes out does not depend on where the pieces were cut.

import Papa from 'papaparse';
import type { Dialect } from '../../domain/dataset';
import { Failure } from '../../domain/failures';
import { tableLimits } from '../../domain/limits';

/** Stands for no quote character: PapaParse needs one. A noncharacter, so no text has it for a purpose. */
const noQuote = '\uFFFF';

/** Stands for no delimiter, likewise. */
const noDelimiter = '\uFFFE';

/** What PapaParse's `Parser` gives; its own types leave it open. */
interface ParsedPiece {
  data: string[][];
  /** `row` is an index into `data`; a row that is not yet complete has none there. */
  errors: { code: string; row: number }[];
  meta: { cursor: number };
}

export class RowParser {
  private readonly parser: InstanceType<typeof Papa.Parser>;
  private readonly quotesAreText: boolean;
  private readonly isMixed: boolean;
  private readonly isUndivided: boolean;
  /** A CR at the end of what was pushed, held back until it is clear whether an LF follows. */
  private heldReturn = '';
  private carry = '';
  private rowsSoFar = 0;

  /** How many quotes in complete rows are not in order. */
  quoteErrors = 0;

  constructor({ delimiter, newline, quote }: Pick<Dialect, 'delimiter' | 'newline' | 'quote'>) {
    this.quotesAreText = quote === null;
    this.parser = new Papa.Parser({
      delimiter: delimiter || noDelimiter,
      // CRLF is read as LF, its CR taken off below: files often mix the two.
      newline: newline === '\r' ? '\r' : '\n',
      quoteChar: quote ?? noQuote,
    });
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
    return this.isUndivided ? data.map((row) => [row.join(noDelimiter)]) : data;
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
