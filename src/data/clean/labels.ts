// Label cells to names of classes.

import type { ColumnChoice } from '../../domain/columnChoice';
import { renamer, type Labelling, type LabelSource } from '../../domain/labelling';
import { textColumnsOf } from '../../domain/rowText';
import { guessSeparator, listOfOne, splitLabels } from './labelLists';

/** A row's classes, without repeats; `none`: no label in the file; `dropped`: a label that the user left out. */
export type RowLabels = string[] | 'none' | 'dropped';

/**
 * How to read the labels of a row. Where a row may have several, one without any has an empty list.
 *
 * @param columnNames of the file: where each column is a label, its name
 */
export function labelReader(
  { source, changes }: Labelling,
  { label }: ColumnChoice,
  columnNames: string[],
): (cells: string[]) => RowLabels {
  const rename = renamer(changes);
  const names = namesReader(source, label, columnNames);
  if (source.kind === 'several' || source.kind === 'columns') {
    return (cells) => [...new Set(names(cells).map(rename))].filter((name) => name !== null);
  }
  return (cells) => {
    const [name] = names(cells);
    if (name === undefined) return 'none';
    const own = rename(name);
    return own === null ? 'dropped' : [own];
  };
}

function namesReader(source: LabelSource, label: number, columnNames: string[]): (cells: string[]) => string[] {
  const cellOf = (cells: string[]) => (cells[label] ?? '').trim();
  switch (source.kind) {
    case 'one':
      return (cells) => {
        const cell = cellOf(cells);
        return cell === '' ? [] : (listOfOne(cell) ?? [cell]);
      };
    case 'ratings':
      return (cells) => {
        const rating = parseRating(cellOf(cells));
        return rating === null ? [] : [ratingName(source, rating)];
      };
    case 'several':
      return (cells) => splitLabels(cellOf(cells), source.separator);
    case 'columns':
      return (cells) =>
        source.columns
          .filter((column) => saysYes(cells[column] ?? ''))
          .map((column) => columnNames[column] ?? `Column ${column + 1}`);
    default:
      return source satisfies never;
  }
}

/** The number that a rating starts with: `4`, `3,5`, `4/5`, `5 stars`. `null` where there is none. */
export function parseRating(cell: string): number | null {
  const number = /^[+-]?\d{1,15}(?:[.,]\d{1,15})?/.exec(cell)?.[0];
  return number === undefined ? null : Number(number.replace(',', '.'));
}

function ratingName({ thresholds, names }: Extract<LabelSource, { kind: 'ratings' }>, rating: number): string {
  const above = thresholds.filter((threshold) => rating >= threshold).length;
  return names[above] ?? `Class ${above + 1}`;
}

const yesWords = new Set(['true', 't', 'yes', 'y', 'x', 'ja', 'j', 'wahr', '✓', '✔', '✅']);
const noWords = new Set(['', 'false', 'f', 'no', 'n', 'nein', 'falsch', '-', '✗', '✘', '❌']);

/** Whether a cell of a label's own column says that the row has it. A number does from 0.5 on. */
export function saysYes(cell: string): boolean {
  const word = cell.trim().toLowerCase();
  return yesWords.has(word) || (word !== '' && Number(word.replace(',', '.')) >= 0.5);
}

const isYesOrNo = (cell: string) => {
  const word = cell.trim().toLowerCase();
  return yesWords.has(word) || noWords.has(word) || /^[01](?:[.,]0+)?$/.test(word);
};

/** Different ratings from which on classes are a better idea than one class a number. */
const manyRatings = 6;

/**
 * A way to read the labels other than one a cell, where the rows look like it, else `null`.
 *
 * @param sample some rows
 */
export function guessLabelSource(sample: string[][], choice: ColumnChoice): LabelSource | null {
  const cells = sample.map((row) => (row[choice.label] ?? '').trim()).filter((cell) => cell !== '');
  if (cells.length < 2) return null;
  const separator = guessSeparator(cells);
  return (
    (separator === null ? null : { kind: 'several', separator }) ??
    guessColumns(sample, choice) ??
    (new Set(cells).size >= manyRatings ? guessRatings(cells) : null)
  );
}

/** Several columns of yes and no, the label column among them. */
function guessColumns(sample: string[][], choice: ColumnChoice): LabelSource | null {
  const texts = textColumnsOf(choice);
  const width = Math.max(0, ...sample.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, column) => column).filter((column) => {
    if (texts.includes(column)) return false;
    const own = sample.map((row) => row[column] ?? '');
    return own.every(isYesOrNo) && own.some(saysYes) && !own.every(saysYes);
  });
  return columns.length >= 2 && columns.includes(choice.label) ? { kind: 'columns', columns } : null;
}

/** Thirds of the range, as low, middle and high; `null` where the cells are no numbers. */
export function guessRatings(cells: string[]): Extract<LabelSource, { kind: 'ratings' }> | null {
  const ratings = cells.map(parseRating);
  if (cells.length === 0 || ratings.some((rating) => rating === null)) return null;
  const known = ratings.filter((rating) => rating !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  if (low === high) return null;
  const round = (value: number) => Number(value.toPrecision(3));
  const thresholds = [1, 2].map((third) => round(low + ((high - low) * third) / 3));
  return { kind: 'ratings', thresholds, names: ['low', 'middle', 'high'] };
}
