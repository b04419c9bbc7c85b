// Delimited text to rows, piece by piece. What comes out does not depend on where the pieces were cut.

import Papa from 'papaparse';
import type { Dialect } from '../../../domain/dataset';
import { Failure } from '../../../domain/failures';
import { tableLimits } from '../../../domain/limits';
import { LooseParser, type ParsedPiece } from './looseRows';

/** Stands for no quote character: PapaParse needs one. A noncharacter, so no text has it for a purpose. */
const noQuote = '\uFFFF';

/** Stands for no delimiter, likewise. */
const noDelimiter = '\uFFFE';

/** Stands for a mark of the delimiter that is part of a text, likewise. */
const ownMark = '\uFFFD\uFFFE';

/** How the cells of a text are set apart. */
export type Writing = Pick<Dialect, 'delimiter' | 'newline' | 'quote' | 'quoting'>;

export class RowParser {
  private readonly parser: Pick<LooseParser, 'parse'> & Partial<Pick<LooseParser, 'unescapedCells'>>;
  private readonly quotesAreText: boolean;
  private readonly isMixed: boolean;
  private readonly isUndivided: boolean;
  private readonly isWrapped: boolean;
  private readonly delimiter: string;
  /** A CR at the end of what was pushed, held back until it is clear whether an LF follows. */
  private heldReturn = '';
  private carry = '';
  /** Of a delimiter such as `||`: of three marks, the first ends the text before it. */
  private readonly run: { mark: string; longer: RegExp } | null;
  /** Such marks at the end of what was pushed, held back until it is clear how many there are. */
  private heldMarks = '';
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
    const [mark = ''] = delimiter;
    const isRun = delimiter.length > 1 && delimiter === mark.repeat(delimiter.length);
    const escaped = mark.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`);
    this.run = isRun ? { mark, longer: new RegExp(`${escaped}{${delimiter.length + 1},}`, 'g') } : null;
    this.isMixed = newline === 'mixed';
    this.isUndivided = delimiter === '';
  }

  /** Cells without quotes so far from which backslashes were taken. */
  get unescapedCells(): number {
    return this.parser.unescapedCells ?? 0;
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
    const whole = this.isMixed ? this.withLineFeeds(text) : text;
    return this.parse(this.run ? this.withOwnMarks(whole, this.run) : whole, true);
  }

  /**
   * The last row, after all text was pushed.
   *
   * @throws Failure `BrokenQuote`
   */
  end(): string[][] {
    const rest = this.heldMarks + (this.heldReturn && '\n');
    this.heldReturn = '';
    this.heldMarks = '';
    return this.parse(rest, false);
  }

  /** Every line end as LF. */
  private withLineFeeds(text: string): string {
    const whole = this.heldReturn + text;
    this.heldReturn = whole.endsWith('\r') ? '\r' : '';
    return (this.heldReturn ? whole.slice(0, -1) : whole).replaceAll(/\r\n?/g, '\n');
  }

  /** What is too much of a row of marks for delimiters is part of a text. */
  private withOwnMarks(text: string, { mark, longer }: { mark: string; longer: RegExp }): string {
    const whole = this.heldMarks + text;
    let end = whole.length;
    while (whole[end - 1] === mark) end--;
    this.heldMarks = whole.slice(end);
    return whole.slice(0, end).replaceAll(longer, (marks) => {
      const own = marks.length % this.delimiter.length;
      return ownMark.repeat(own) + marks.slice(own);
    });
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
    if (this.run && input.includes(ownMark)) restoreMarks(data, this.run.mark);
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

function restoreMarks(rows: string[][], mark: string): void {
  for (const row of rows) row.forEach((cell, at) => (row[at] = cell.replaceAll(ownMark, mark)));
}
