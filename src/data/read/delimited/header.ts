// Whether the first row names the columns, and what the columns are called.

import { tableLimits } from '../../../domain/limits';
import { isTechnicalName, labelNameScore, textNameScore } from '../columns/columnNames';
import { uniqueName } from '../../../domain/uniqueName';

/** Rows looked at. */
const sampleSize = 500;

/** Whether the first of some rows is a header. */
export function looksLikeHeader(rows: string[][]): boolean {
  const [first, ...below] = rows.slice(0, sampleSize);
  // In files that were put together it stands there again.
  const others = below.filter(
    (row) => row.length < 2 || row.length !== first?.length || row.some((cell, at) => cell !== first[at]),
  );
  if (!first || first.every((cell) => cell.trim() === '')) return false;
  if (others.length === 0) return first.every((cell) => isKnownName(cell.trim()));
  if (countsColumns(first) && others.some((row) => row.some((cell) => /\p{L}{2}/u.test(cell)))) return true;
  const votes = first.slice(0, tableLimits.columns).map((cell, column) =>
    vote(
      cell.trim(),
      others.map((row) => (row[column] ?? '').trim()).filter((value) => value !== ''),
    ),
  );
  return votes.reduce((sum, own) => sum + own, 0) > 0;
}

/** Whether a column speaks for a header (above 0) or against one, by its first cell and the filled ones below. */
function vote(first: string, values: string[]): number {
  // An unnamed column tells nothing: spreadsheets write many at the right.
  if (first === '') return 0;
  const recurs = values.filter((value) => value === first).length;
  const distinct = new Set(values).size;
  const repeats = values.length > 0 && distinct <= values.length / 2;
  const meanLength = values.reduce((sum, { length }) => sum + length, 0) / Math.max(1, values.length);
  // A label may be called as its column is. No text is called `text`: that outweighs a label that recurs.
  if (recurs > 0 && repeats) return isKnownName(first) ? 0 : -3;
  if (isKnownName(first)) return meanLength > 20 ? 4 : 2;
  if (isNumber(first)) return -2;
  if (values.length > 0 && values.every(isNumber)) return 2;
  // A label column whose first cell is no label.
  if (repeats && values.length >= 10) return 1;
  return meanLength > 20 ? voteOfTexts(first, values, meanLength) : 0;
}

/** Of at least so many texts, at most this share is as short and as plain as a name: the first one is none then. */
const enoughTexts = 100;
const rareShare = 0.02;

function voteOfTexts(first: string, values: string[], meanLength: number): number {
  if (first.length < meanLength / 3 && looksLikeName(first)) {
    const words = wordCount(first);
    const alike = values.filter((value) => wordCount(value) <= words && looksLikeName(value)).length;
    return values.length >= enoughTexts && alike <= rareShare * values.length ? 4 : 1;
  }
  // A text as any other. Surveys have questions above their answers.
  return first.length >= meanLength / 2 && !/[?:]$/.test(first) ? -1 : 0;
}

const looksLikeName = (cell: string) => /^[\p{L}_][\p{L}\p{M}\p{N}_ -]*[?:]?$/u.test(cell);

const wordCount = (cell: string) => cell.split(' ').length;

/** Whether cells are the numbers of their columns from 0, as pandas names columns without names; the index has none. */
function countsColumns(row: string[]): boolean {
  const cells = row[0]?.trim() === '' ? row.slice(1) : row;
  return cells.length >= 2 && cells.every((cell, column) => cell.trim() === String(column));
}

/** Whether a cell is what a column is often called: one word of that kind, or several put together, as in `tweet_id`. */
function isKnownName(cell: string): boolean {
  if (cell.length > 40 || /[\s,.!?]/.test(cell)) return false;
  return textNameScore(cell) > 0 || labelNameScore(cell) > 0 || isTechnicalName(cell);
}

function isNumber(value: string): boolean {
  return value !== '' && Number.isFinite(Number(value));
}

/** Column names from a header row: trimmed, none empty, none twice. */
export function columnNames(header: string[] | null, width: number): string[] {
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const name = uniqueName(header?.[index]?.trim() || `Column ${index + 1}`, taken);
    taken.add(name);
    return name;
  });
}
