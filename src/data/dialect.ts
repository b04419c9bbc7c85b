// Guesses how a delimited text is written, by trying: the reading under which the rows agree best is taken.

import type { Dialect } from '../domain/dataset';
import { looksLikeHeader } from './header';
import { RowParser } from './rowParser';

/** In the order of preference where two read the sample equally well. */
export const delimiters = [',', '\t', ';', '|'] as const;

/** Rows that are enough to tell. */
const rowsToTell = 2000;

/**
 * The dialect of a text.
 *
 * @param sample the text's beginning; its last line may be cut
 */
export function guessDialect(sample: string, encoding: string): Dialect {
  const newline = guessNewline(sample);
  const [best = readAs(sample, ',', '"', newline)] = delimiters
    .map((delimiter) => readWithBestQuote(sample, delimiter, newline))
    .toSorted((a, b) => b.agreement - a.agreement);
  const { delimiter, quote, rows } = best;
  return { encoding, delimiter, newline, quote, hasHeader: looksLikeHeader(rows) };
}

function guessNewline(sample: string): Dialect['newline'] {
  if (sample.includes('\r\n')) return '\r\n';
  return sample.includes('\n') || !sample.includes('\r') ? '\n' : '\r';
}

interface Reading {
  delimiter: string;
  quote: '"' | null;
  rows: string[][];
  quoteErrors: number;
  /** Share of rows with the most frequent number of cells; 0 when that is one cell. */
  agreement: number;
}

function readAs(
  sample: string,
  delimiter: string,
  quote: '"' | null,
  newline: Dialect['newline'],
): Reading {
  const parser = new RowParser({ delimiter, newline, quote });
  // The last row may be cut, unless it is the only one.
  let rows = parser.push(sample);
  const { quoteErrors } = parser;
  if (rows.length === 0) rows = parser.end();
  return {
    delimiter,
    quote,
    rows,
    quoteErrors,
    agreement: agreementOf(rows.slice(0, rowsToTell)),
  };
}

/** Quotes are text where reading them as quotes finds errors and the rows agree at least as well without. */
function readWithBestQuote(
  sample: string,
  delimiter: string,
  newline: Dialect['newline'],
): Reading {
  const quoted = readAs(sample, delimiter, '"', newline);
  if (quoted.quoteErrors === 0 && !isSuspicious(quoted.rows)) return quoted;
  const plain = readAs(sample, delimiter, null, newline);
  return plain.agreement >= quoted.agreement ? plain : quoted;
}

/** A cell with line breaks in it is either a quoted one, or two rows swallowed by a stray quote. */
function isSuspicious(rows: string[][]): boolean {
  return rows.some((row) => row.some((cell) => cell.includes('\n')));
}

function agreementOf(rows: string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [width = 0, count = 0] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  return width > 1 ? count / rows.length : 0;
}
