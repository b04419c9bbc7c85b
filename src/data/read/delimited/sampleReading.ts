// The beginning of a delimited text, read in a dialect on trial: how well its rows agree.

import type { Dialect } from '../../../domain/dataset';
import { Failure } from '../../../domain/failures';
import { guessLinesAbove, rowsBelow, type NumberedRows } from './linesAbove';
import { RowParser, type Writing } from './rowParser';
import { isBlank } from './rowShape';

/** A row that is cut and longer than this speaks for a quote that is never closed. */
const maxPending = 50_000;

export type Quote = Dialect['quote'];
export type Newline = Dialect['newline'];

/** What a sample is in a dialect. */
export interface Reading extends Writing {
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

/**
 * Reads a text's beginning.
 *
 * @param linesChosen how many lines stand above the table, where that is known
 */
export function readSampleAs(
  sample: string,
  dialect: Writing,
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
