// Guesses how a delimited text is written, by trying: the reading under which the rows agree best is taken.

import type { Dialect, FormatChoice } from '../../domain/dataset';
import { Failure } from '../../domain/failures';
import { looksLikeHeader } from './header';
import { isLabelledLines } from './labelledLines';
import { guessLinesAbove, rowsBelow, type NumberedRows } from './linesAbove';
import { RowParser } from './rowParser';
import { isBlank } from './rowShape';

/**
 * In the order of preference where several read the sample equally well. Texts have many commas and few of the others:
 * when one of those splits every row alike, it was meant to.
 */
export const delimiters = ['\t', ';', '|', ','] as const;

/** From this agreement on, one of the usual delimiters is taken without a look at others. */
const goodAgreement = 0.9;

/** A row that is cut and longer than this speaks for a quote that is never closed. */
const maxPending = 50_000;

type Quote = Dialect['quote'];
type Newline = Dialect['newline'];

/**
 * The dialect of a text.
 *
 * @param sample the text's beginning; unless it is the whole file, its last row may be cut
 * @param choice what is known of it
 */
export function guessDialect(sample: string, sampleIsWholeFile: boolean, choice: FormatChoice = {}): Dialect {
  const best = newlines(sample)
    .map((newline) => bestReading(sample, newline, sampleIsWholeFile, choice))
    .reduce((a, b) => (b.agreement > a.agreement ? b : a));
  const { delimiter, quote, newline, linesAbove } = best;
  const above = linesAbove > 0 ? { linesAbove } : {};
  const labelled = best.agreement < 0.5 && choice.delimiter === undefined && choice.quote == null;
  if (labelled && isLabelledLines(sample, sampleIsWholeFile)) {
    const line = { delimiter: ' ', newline, quote: null, splitsOnce: true };
    return { ...line, ...above, hasHeader: choice.hasHeader ?? false };
  }
  // In one column a first text that is short would look like a name.
  const telling = delimiter === '' ? best.rows.slice(0, 1) : best.rows;
  const hasHeader = choice.hasHeader ?? looksLikeHeader(telling);
  return { delimiter, quote, newline, splitsOnce: false, ...above, hasHeader };
}

function bestReading(sample: string, newline: Newline, isWholeFile: boolean, choice: FormatChoice): Reading {
  const read = (delimiter: string) => {
    const readAs = (quote: Quote) =>
      readSampleAs(sample, { delimiter, quote, newline }, isWholeFile, choice.linesAbove);
    return choice.quote === undefined ? withBestQuote(readAs) : readAs(choice.quote);
  };
  if (choice.delimiter === '') return undividedLines(sample, newline, isWholeFile, choice);
  if (choice.delimiter !== undefined) return read(choice.delimiter);
  const usual = delimiters.map(read);
  const best = bestOf(usual);
  if (best.agreement >= goodAgreement) return best;
  const other = bestOf([best, ...rareDelimiters(sample).map(read)]);
  if (other.agreement >= goodAgreement) return other;
  // Without any delimiter, the comma that everyone knows.
  return best.agreement > 0 ? best : (usual.find(({ delimiter }) => delimiter === ',') ?? best);
}

/** A line is one cell. It is in quotes where each with a comma is, so that none falls apart at one. */
function undividedLines(sample: string, newline: Newline, isWholeFile: boolean, choice: FormatChoice): Reading {
  const readAs = (delimiter: string, quote: Quote) =>
    readSampleAs(sample, { delimiter, quote, newline }, isWholeFile, choice.linesAbove);
  if (choice.quote !== undefined) return readAs('', choice.quote);
  const [quoted, plain] = [readAs(',', '"'), readAs('', null)];
  const isOneColumn = !quoted.isBroken && quoted.rows.every(({ length }) => length === 1);
  const needsQuotes = quoted.rows.some(([cell = '']) => /[,\r\n]/.test(cell)) || isQuotedThroughout(plain.rows, '"');
  return isOneColumn && needsQuotes ? readAs('', '"') : plain;
}

/** The one whose rows agree best; the first of equals. */
const bestOf = (readings: Reading[]) => readings.reduce((a, b) => (b.agreement > a.agreement ? b : a));

/** Other characters that stand in each of the first lines and are neither letters, digits nor marks of a sentence. */
function rareDelimiters(sample: string): string[] {
  const [first = '', ...others] = sample
    .split(/\r\n?|\n/, 20)
    .slice(0, -1)
    .filter((line) => line !== '');
  if (others.length === 0) return [];
  return [...new Set(first)].filter(
    (character) =>
      character.length === 1 &&
      !/[\p{L}\p{N}\p{M}\s"'.,;|!?()\uFFFD]/u.test(character) &&
      others.every((line) => line.includes(character)),
  );
}

/** How lines may end, the likeliest first. Cells in quotes may hold other line ends than the rows have. */
function newlines(sample: string): Newline[] {
  const count = (pattern: RegExp) => sample.match(pattern)?.length ?? 0;
  const crlf = count(/\r\n/g);
  const lf = count(/\n/g) - crlf;
  const cr = count(/\r/g) - crlf;
  const main = cr > crlf + lf ? '\r' : crlf > lf ? '\r\n' : '\n';
  return cr > 0 && crlf + lf > 0 ? [main, 'mixed'] : [main];
}

interface Reading {
  delimiter: string;
  quote: Quote;
  newline: Newline;
  linesAbove: number;
  /** Without the lines above and blank ones. */
  rows: string[][];
  /** Quotes are not in order. */
  isBroken: boolean;
  /** That, or cells hold several lines: written so, or swallowed by a stray quote. */
  isSuspicious: boolean;
  /** Share of rows with the most frequent number of cells; 0 when that is one cell. */
  agreement: number;
}

function readSampleAs(
  sample: string,
  dialect: Pick<Dialect, 'delimiter' | 'newline' | 'quote'>,
  sampleIsWholeFile: boolean,
  linesChosen: number | undefined,
): Reading {
  const parser = new RowParser(dialect);
  const { isUnclosed, ...numbered } = readSample(parser, sample, sampleIsWholeFile);
  const linesAbove = linesChosen ?? guessLinesAbove(numbered);
  const rows = rowsBelow(numbered, linesAbove);
  const lineEnd = dialect.newline === '\r' ? '\r' : '\n';
  const isBroken = isUnclosed || parser.quoteErrors > 0;
  const isSuspicious = isBroken || rows.some((row) => row.some((cell) => cell.includes(lineEnd)));
  const [width, share] = usualWidth(rows);
  return { ...dialect, linesAbove, rows, isBroken, isSuspicious, agreement: width > 1 ? share : 0 };
}

function readSample(parser: RowParser, sample: string, isWholeFile: boolean): NumberedRows & { isUnclosed: boolean } {
  const rows: string[][] = [];
  const numbers: number[] = [];
  let number = 0;
  const add = (more: string[][]) => {
    for (const row of more) {
      number++;
      if (isBlank(row)) continue;
      rows.push(row);
      numbers.push(number);
    }
  };
  try {
    add(parser.push(sample));
    const isUnclosed = parser.pending.length > maxPending;
    // A row that is cut tells nothing, unless there is no other.
    if (isWholeFile || rows.length === 0) add(parser.end());
    return { rows, numbers, isUnclosed };
  } catch (error) {
    if (error instanceof Failure && error.code === 'BrokenQuote') {
      return { rows, numbers, isUnclosed: true };
    }
    throw error;
  }
}

/** The number of cells that most rows have, and the share of those rows. */
export function usualWidth(rows: string[][]): [width: number, share: number] {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [width, count] = [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0];
  return [width, count / Math.max(1, rows.length)];
}

/**
 * Double quotes, unless they are text: where reading them as quotes is suspicious, cells are not written in quotes
 * throughout, and the rows agree at least as well without. Single quotes where those alone make sense of the rows.
 */
function withBestQuote(read: (quote: Quote) => Reading): Reading {
  const double = read('"');
  const plain = read(null);
  if (hasOpeningQuote(plain.rows, "'") && !hasOpeningQuote(plain.rows, '"')) {
    const single = read("'");
    const isBetter =
      single.agreement > double.agreement ||
      (single.agreement === double.agreement && isQuotedThroughout(plain.rows, "'"));
    if (isBetter && !single.isBroken) return single;
  }
  if (!double.isSuspicious || isQuotedThroughout(plain.rows, '"')) return double;
  return plain.agreement >= double.agreement ? plain : double;
}

/** Whether a cell begins with a quote; the rows were read with quotes as text. */
function hasOpeningQuote(rows: string[][], quote: '"' | "'"): boolean {
  return rows.some((row) => row.some((cell) => cell.startsWith(quote)));
}

/** Whether nearly all cells that begin with a quote also end with one, and those are many or have doubled ones inside. */
function isQuotedThroughout(rows: string[][], quote: '"' | "'"): boolean {
  const opened = rows.flat().filter((cell) => cell.startsWith(quote));
  const closed = opened.filter((cell) => cell.length > 1 && cell.trimEnd().endsWith(quote));
  if (closed.length === 0 || closed.length < 0.9 * opened.length) return false;
  return closed.length >= rows.length / 2 || closed.some((cell) => cell.slice(1, -1).includes(quote + quote));
}
