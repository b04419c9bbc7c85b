// What the user decided about rows that are now read otherwise: what still means the same is carried over.

import type { DataSet } from './dataset';
import { columnChoice } from './columnChoice';
import { plainLabelling, type Labelling, type LabelSource } from './labelling';
import { simplified, type Preparation } from './preparation';
import { textColumnsOf } from './rowText';
import { splitColumn, type SplitChoice } from './splitChoice';

type ReadRows = Pick<DataSet, 'columns' | 'rowCount' | 'stretches' | 'sources'>;

/** The decisions about the rows as they are read now, and how many could not be carried over. */
export interface CarriedDecisions {
  preparation: Preparation;
  /** Corrected labels of rows that are none any more. */
  lostCorrections: number;
  /** Of a text of several columns: the names of those that are gone. */
  lostTexts: string[];
  /** Whether names of labels were lost, with the column that they were of. */
  lostLabels: boolean;
}

/**
 * Carries decisions over to the same file read in another way. Columns are known by their names; rows by their numbers in the
 * file, where both readings have the same rows but for a header.
 *
 * @param guess how the new rows would be prepared without
 */
export function carriedDecisions(
  { columns, labelling = plainLabelling, cleaning, fixes, corrections = [], split }: Preparation,
  before: ReadRows,
  after: ReadRows,
  guess: Preparation,
): CarriedDecisions {
  const nameBefore = (index: number) => before.columns[index] ?? '';
  const columnNow = (index: number) => after.columns.indexOf(nameBefore(index));
  const isGone = (index: number) => columnNow(index) < 0;
  const label = columnNow(columns.label);
  const texts = textColumnsOf(columns)
    .map(columnNow)
    .filter((column) => column >= 0);
  const known = label >= 0 && texts.length > 0 && !texts.includes(label);
  const source = known ? sourceNow(labelling.source, columnNow) : null;
  const carried: Labelling = source ? { source, changes: labelling.changes } : plainLabelling;
  const rowNow = source && rowsNow(before, after);
  const kept = rowNow ? corrections.map((own) => ({ ...own, row: rowNow(own.row) })) : [];
  const splitNow = split && splitOf(split, columnNow);
  return {
    preparation: simplified({
      columns: known ? columnChoice(texts, label, columns.joined?.separator) : guess.columns,
      labelling: carried,
      ...(cleaning && { cleaning }),
      ...(fixes && { fixes }),
      corrections: kept,
      ...((splitNow ?? guess.split) && { split: splitNow ?? guess.split }),
    }),
    lostCorrections: corrections.length - kept.length,
    lostTexts: columns.joined ? textColumnsOf(columns).filter(isGone).map(nameBefore) : [],
    lostLabels: !source && labelling.changes.length > 0,
  };
}

type ColumnNow = (index: number) => number;

function sourceNow(source: LabelSource, columnNow: ColumnNow): LabelSource | null {
  if (source.kind !== 'columns') return source;
  const columns = source.columns.map(columnNow);
  return columns.includes(-1) ? null : { ...source, columns };
}

function splitOf(split: SplitChoice, columnNow: ColumnNow): SplitChoice | undefined {
  const column = splitColumn(split);
  if (column === null) return split;
  const now = columnNow(column);
  if (now < 0) return undefined;
  return split.kind === 'time' || split.kind === 'column' ? { ...split, column: now } : { ...split, groupColumn: now };
}

/** How far rows moved, where they are the same but for a first one that is now a header, or was; `null` otherwise. */
function rowsNow(before: ReadRows, after: ReadRows): ((row: number) => number) | null {
  const names = ({ sources }: ReadRows) => JSON.stringify(sources.map(({ name }) => name));
  if (names(before) !== names(after)) return null;
  const moved = after.rowCount - before.rowCount;
  const isHeader = Math.abs(moved) === 1 && before.sources.length === 1;
  const gaps = ({ stretches }: ReadRows, by: number) =>
    JSON.stringify(stretches.slice(1).map(({ row, number }) => [row + by, number]));
  const lastOf = ({ stretches, rowCount }: ReadRows) => {
    const last = stretches.at(-1);
    return last ? last.number + rowCount - last.row : rowCount;
  };
  if (moved !== 0 && !isHeader) return null;
  if (gaps(before, moved) !== gaps(after, 0) || lastOf(before) !== lastOf(after)) return null;
  return (row) => row + moved;
}
