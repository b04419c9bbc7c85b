// Delimited text to rows, piece by piece. What comes out does not depend on where the pieces were cut.

import Papa from 'papaparse';
import type { Dialect } from '../domain/dataset';
import { Failure } from '../domain/failures';

/** A row longer than this is taken for a quote that is never closed. */
const maxRowCharacters = 1_000_000;

/** Stands for no quote character: PapaParse needs one. A noncharacter, so no text has it for a purpose. */
const noQuote = '\uFFFF';

/** What PapaParse's `Parser` gives; its own types leave it open. */
interface ParsedPiece {
  data: string[][];
  errors: { code: string }[];
  meta: { cursor: number };
}

export class RowParser {
  private readonly parser: InstanceType<typeof Papa.Parser>;
  private readonly quotesAreText: boolean;
  private carry = '';
  private rowsSoFar = 0;

  /** How many rows had quotes that are not in order. */
  quoteErrors = 0;

  constructor({ delimiter, newline, quote }: Omit<Dialect, 'encoding' | 'hasHeader'>) {
    this.quotesAreText = quote === null;
    this.parser = new Papa.Parser({
      delimiter,
      // CRLF is read as LF, its CR taken off below: files often mix the two.
      newline: newline === '\r' ? '\r' : '\n',
      quoteChar: quote ?? noQuote,
    });
  }

  /**
   * Takes the next piece of text and gives the rows that are complete.
   *
   * @throws Failure `BrokenQuote`
   */
  push(text: string): string[][] {
    return this.parse(text, true);
  }

  /** The last row, after all text was pushed. */
  end(): string[][] {
    return this.parse('', false);
  }

  private parse(text: string, more: boolean): string[][] {
    const input = this.carry + (this.quotesAreText ? text.replaceAll(noQuote, '\uFFFD') : text);
    if (input === '') return [];
    const { data, errors, meta }: ParsedPiece = this.parser.parse(input, 0, more);
    this.quoteErrors += errors.filter(({ code }) => /Quotes$/.test(code)).length;
    this.carry = more ? input.slice(meta.cursor) : '';
    this.rowsSoFar += data.length;
    if (this.carry.length > maxRowCharacters) throw this.brokenQuote();
    for (const row of data) stripCarriageReturn(row);
    return data.filter((row) => row.length > 1 || (row[0] ?? '').trim() !== '');
  }

  private brokenQuote(): Failure {
    return new Failure(
      'BrokenQuote',
      `After row ${this.rowsSoFar} comes a row of over a million characters: a quotation mark there is probably ` +
        'never closed. Correct it in the file and drop the file again.',
    );
  }
}

function stripCarriageReturn(row: string[]): void {
  const last = row.at(-1);
  if (last?.endsWith('\r')) row[row.length - 1] = last.slice(0, -1);
}
