// How many lines stand above a table: a title, a date, a blank line, as spreadsheets and reports are exported.

import { elementAt } from '../../../domain/element';
import { looksLikeHeader } from './header';

/** Rows in the order of a file. */
export interface NumberedRows {
  rows: string[][];
  /** Number of each row in the file, from 1; blank rows count, and may be missing from `rows`. */
  numbers: number[];
}

/** Lines of a title are few. */
const mostLines = 20;
/** Of the rows below, at least so many are wider than the lines above. */
const consistent = 0.9;

/**
 * The number of rows, blank ones counted, that stand above the table. Above 0 only where the first rows have at most half of
 * the filled cells that rows usually have, what follows is wider throughout, and it begins with a header or under a blank row.
 */
export function guessLinesAbove({ rows, numbers }: NumberedRows): number {
  const filled = rows.map((row) => row.filter((cell) => cell.trim() !== '').length);
  const widest = Math.floor(mostFrequent(filled) / 2);
  const start = filled.findIndex((count) => count > widest);
  const isTitle = filled.slice(0, start).some((count) => count > 0);
  if (widest === 0 || start > mostLines || !isTitle) return 0;
  const wider = filled.slice(start).filter((count) => count > widest).length;
  if (wider < 2 || wider < consistent * (rows.length - start)) return 0;
  const linesAbove = (numbers[start] ?? 1) - 1;
  const isUnderBlank = filled[start - 1] === 0 || linesAbove > (numbers[start - 1] ?? 0);
  return isUnderBlank || looksLikeHeader(rows.slice(start)) ? linesAbove : 0;
}

/** The rows below the lines above a table. */
export function rowsBelow({ rows, numbers }: NumberedRows, linesAbove: number): string[][] {
  return rows.filter((_, index) => elementAt(numbers, index) > linesAbove);
}

/** The most frequent of some numbers, the largest of equals; 0 where there is none. */
function mostFrequent(values: number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
