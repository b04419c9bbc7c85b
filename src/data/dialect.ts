// Guesses how a delimited text is written, by trying: the reading under which the rows agree best is taken.

import type { Dialect } from '../domain/dataset';
import { Failure } from '../domain/failures';
import { looksLikeHeader } from './header';
import { RowParser } from './rowParser';

/**
 * In the order of preference where several read the sample equally well. Texts have many commas and few of the others:
 * when one of those splits every row alike, it was meant to.
 */
export const delimiters = ['\t', ';', '|', ','] as const;

/** A row that is cut and longer than this speaks for a quote that is never closed. */
const maxPending = 50_000;

type Quote = Dialect['quote'];

/**
 * The dialect of a text.
 *
 * @param sample the text's beginning; unless it is the whole file, its last row may be cut
 */
export function guessDialect(
  sample: string,
  encoding: string,
  sampleIsWholeFile: boolean,
): Dialect {
  const newline = guessNewline(sample);
  const read = (delimiter: string, quote: Quote) =>
    readAs(sample, { delimiter, quote, newline }, sampleIsWholeFile);
  const readings = delimiters.map((delimiter) => withBestQuote((quote) => read(delimiter, quote)));
  const best = readings.reduce((a, b) => (b.agreement > a.agreement ? b : a));
  // Without any delimiter, the comma that everyone knows.
  const { delimiter, quote, rows } =
    best.agreement > 0 ? best : (readings.find((own) => own.delimiter === ',') ?? best);
  return { encoding, delimiter, newline, quote, hasHeader: looksLikeHeader(rows) };
}

/** The most frequent line end. Cells in quotes may hold others. */
function guessNewline(sample: string): Dialect['newline'] {
  const count = (pattern: RegExp) => sample.match(pattern)?.length ?? 0;
  const crlf = count(/\r\n/g);
  const lf = count(/\n/g) - crlf;
  const cr = count(/\r/g) - crlf;
  if (cr > crlf + lf) return '\r';
  return crlf > lf ? '\r\n' : '\n';
}

interface Reading {
  delimiter: string;
  quote: Quote;
  rows: string[][];
  /** Quotes are not in order. */
  isBroken: boolean;
  /** That, or cells hold several lines: written so, or swallowed by a stray quote. */
  isSuspicious: boolean;
  /** Share of rows with the most frequent number of cells; 0 when that is one cell. */
  agreement: number;
}

function readAs(
  sample: string,
  dialect: Pick<Dialect, 'delimiter' | 'newline' | 'quote'>,
  sampleIsWholeFile: boolean,
): Reading {
  const parser = new RowParser(dialect);
  const { rows, isUnclosed } = readSample(parser, sample, sampleIsWholeFile);
  const { delimiter, quote, newline } = dialect;
  const lineEnd = newline === '\r' ? '\r' : '\n';
  const isBroken = isUnclosed || parser.quoteErrors > 0;
  const isSuspicious = isBroken || rows.some((row) => row.some((cell) => cell.includes(lineEnd)));
  const [width, share] = usualWidth(rows);
  return { delimiter, quote, rows, isBroken, isSuspicious, agreement: width > 1 ? share : 0 };
}

function readSample(parser: RowParser, sample: string, isWholeFile: boolean) {
  const rows: string[][] = [];
  try {
    for (const row of parser.push(sample)) rows.push(row);
    const isUnclosed = parser.pending.length > maxPending;
    // A row that is cut tells nothing, unless there is no other.
    if (isWholeFile || rows.length === 0) rows.push(...parser.end());
    return { rows, isUnclosed };
  } catch (error) {
    if (error instanceof Failure && error.code === 'BrokenQuote') return { rows, isUnclosed: true };
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
  return (
    closed.length >= rows.length / 2 ||
    closed.some((cell) => cell.slice(1, -1).includes(quote + quote))
  );
}
