// A data set: the rows of one import as they are, and what was prepared from them for training.

import type { DroppableFinding } from './fixes';
import type { Preparation } from './preparation';
import type { SplitFacts } from './splitChoice';
import type { SplitName } from './splitNames';
import type { TaskType, Truth } from './task';

/**
 * `backslashes`: a quote within a cell stands behind a backslash. `spaced`: spaces may stand before a cell's first quote, or
 * its text. `wrapped`: a row may stand in quotes whole, its own quotes doubled.
 */
export type Quoting = 'backslashes' | 'spaced' | 'wrapped';

/** How the characters of a delimited text become cells. */
export interface Dialect {
  /** One character or several; empty: a line is one cell. */
  delimiter: string;
  /** `mixed`: any of the three ends a line, all in one file. */
  newline: '\n' | '\r\n' | '\r' | 'mixed';
  /** `null`: quotes are text. */
  quote: '"' | "'" | null;
  /** How quotes are written, where it is not as usual. */
  quoting?: Quoting;
  /** Only the first delimiter of a line separates, as in `label the text`: each line has two cells. */
  splitsOnce: boolean;
  /** Whether the first row names the columns. */
  hasHeader: boolean;
  /** Rows above the table that are none of it, such as a title; blank ones count. Absent: none. */
  linesAbove?: number;
}

/** How the bytes of a file become rows. `encoding` is a label that `TextDecoder` understands, such as `utf-8`, or `utf-32le` or `utf-32be`. */
export type Format =
  | ({ kind: 'delimited'; encoding: string } & Dialect)
  /** One object or array a line. */
  | { kind: 'jsonLines'; encoding: string }
  /** An array of objects or arrays, or an object of such arrays. */
  | { kind: 'json'; encoding: string }
  | {
      kind: 'workbook';
      sheet: string;
      sheets: string[];
      hasHeader: boolean;
      /** As in a `Dialect`. */
      linesAbove?: number;
    }
  /** One text a file, in folders named by the labels. Files that are Unicode are read as such, whatever the `encoding`. */
  | { kind: 'texts'; encoding: string }
  /** Columns of types, a group of rows after another. */
  | { kind: 'parquet' }
  /** An Arrow stream or file; Feather 2 is one. */
  | { kind: 'arrow' };

/** What the user says of a format, over what is guessed. */
export interface FormatChoice {
  kind?: 'delimited' | 'jsonLines' | 'json';
  encoding?: string;
  delimiter?: string;
  quote?: Dialect['quote'];
  /** `null`: as usual. */
  quoting?: Quoting | null;
  splitsOnce?: boolean;
  hasHeader?: boolean;
  linesAbove?: number;
  sheet?: string;
  /** Of an archive or a folder: the table that is read, with those of the same columns. */
  member?: string;
}

/** Rows that were read otherwise than they stand, by reason. */
export interface OddRows {
  /** Filled cells beyond the columns, which were kept in the last one: the text probably lacks quotes. */
  surplus: number;
  /** Rows that lie in a cell of another one: a quotation mark above them is probably never closed. */
  swallowed: number;
  /** Fewer cells than columns; the rest is empty. */
  short: number;
  /** A character that the encoding does not have, shown as U+FFFD. */
  undecodable: number;
  /** A NUL character. */
  nul: number;
  /** Lines that are no JSON, which were left out. */
  broken: number;
  /** Cells that the program that wrote the file shortened, as Hugging Face’s data-set viewer does. */
  shortened: number;
  /** The file says that their label was rejected or passed over, as Prodigy does. */
  rejected: number;
  /** A formula without a result, taken as empty. */
  formulas: number;
  /** An error of the spreadsheet, such as #N/A, taken as empty. */
  errors: number;
  /** Whole numbers of more digits than a spreadsheet’s numbers have. */
  rounded: number;
  /** Files among texts that are no text, which were left out. */
  notText: number;
  /** Rows that are the header once more, which were left out. */
  repeatedHeader: number;
  /** Cells without quotes from which backslashes before quotes and the like were taken. */
  unescaped: number;
}

export const noOddRows: Readonly<OddRows> = {
  surplus: 0,
  swallowed: 0,
  short: 0,
  undecodable: 0,
  nul: 0,
  broken: 0,
  shortened: 0,
  rejected: 0,
  formulas: 0,
  errors: 0,
  rounded: 0,
  notText: 0,
  repeatedHeader: 0,
  unescaped: 0,
};

export const oddReasons = Object.keys(noOddRows) as (keyof OddRows)[];

/** A stretch of rows that follow each other in their file. */
export interface RowStretch {
  /** Index in the data set of its first row. */
  row: number;
  /** Number in the file of that row, as a person counts: from 1, header and blank rows counted. */
  number: number;
}

/** One table of a data set: a file, a file within an archive, or a paste. */
export interface Source {
  name: string;
  format: Format;
  rowCount: number;
}

/** One import. Its rows rest in the store in packed blocks. */
export interface DataSet {
  id: string;
  /** The file's name. */
  name: string;
  createdAt: number;
  byteLength: number;
  /** In the order of their rows. */
  sources: Source[];
  /** Files of an archive or a folder that were passed over, and why. */
  skipped: { name: string; reason: string }[];
  /** With several sources, one is `File`: the name of the row's source. */
  columns: string[];
  /** Rows of data, headers not counted. */
  rowCount: number;
  /** Ascending. */
  stretches: RowStretch[];
  odd: OddRows;
  /** The first few of them, by reason: indices from 0. Absent: not known. */
  oddRows?: Partial<Record<keyof OddRows, number[]>>;
  /** The first row of each stored block. */
  blockStarts: Uint32Array;
  importSeconds: number;
}

/** How many rows of the file were left out of training, by reason. */
export interface DroppedRows {
  emptyText: number;
  emptyLabel: number;
  /** The same text with the same label as an earlier row. */
  duplicate: number;
  /** The same text as an earlier row, with another label. */
  conflictingLabel: number;
  /** By the user's fixes and dropped labels; absent: none. */
  byChoice?: { reason: DropReason; rows: number }[];
}

/** Why a row was left out by the user's choice. */
export type DropReason = DroppableFinding | 'otherLanguages' | 'droppedLabels';

/** The rows kept for training, their classes and their split; the texts stay in the row blocks. */
export interface PreparedSet extends Truth {
  id: string;
  dataSetId: string;
  /** A hash of the kept texts in their order: the same for all sets of the same texts, whatever their labels and split. */
  textsId: string;
  preparation: Preparation;
  seed: number;
  /** Class names; a class id is an index into them. Sorted. */
  labels: string[];
  dropped: DroppedRows;
  /** Index of each kept row among the file's data rows, from 0. */
  rows: Uint32Array;
  /** Class id of each kept row. Where a text may have several, the rarest of its own: what the split balances. */
  labelIds: Uint16Array;
  /** Index into `splitNames` of each kept row, or `leftOut`. With folds, how the final model trains: without a test. */
  splits: Uint8Array;
  folds: Folds | null;
  splitFacts: SplitFacts;
}

/** Cross-validation. */
export interface Folds {
  count: number;
  /** The fold in which each kept row is tested. */
  tests: Uint8Array;
  /** The fold in which each kept row watches the training, where it is not tested; `leftOut` for none. */
  validates: Uint8Array;
}

/** A class and how many rows have it. */
export interface ClassCount {
  label: string;
  count: number;
}

/** The row number a person sees in a spreadsheet of the row's own file. */
export function rowNumberInFile(rowIndex: number, { stretches }: Pick<DataSet, 'stretches'>): number {
  let from = 0;
  let to = stretches.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((stretches[middle]?.row ?? 0) <= rowIndex) from = middle + 1;
    else to = middle;
  }
  const stretch = stretches[from - 1];
  return stretch ? rowIndex - stretch.row + stretch.number : rowIndex + 1;
}

/** The index of the source that a row comes from. */
export function sourceOf(rowIndex: number, { sources }: Pick<DataSet, 'sources'>): number {
  let end = 0;
  return sources.findIndex(({ rowCount }) => rowIndex < (end += rowCount));
}

/** Two encodings that a file may be in: its own words do not tell them apart. */
export interface EncodingDoubt {
  /** The one that was not taken, as a `Format` has it. */
  other: string;
  /** The beginning of a line in which they differ, as it was taken and as the other has it. */
  here: string;
  there: string;
}

/** The tables of an archive or a folder that do not have the same columns: one is read, or those like it. */
export interface MemberChoice {
  /** Of the archive. */
  archive: string;
  /** One of each kind. */
  members: string[];
  chosen: string;
}

/** A table as it is understood before all of it is read. */
export interface SourcePreview {
  name: string;
  format: Format;
  columns: string[];
  /** The first rows. */
  rows: string[][];
  /** Absent where the encoding is sure, or was chosen. */
  doubt?: EncodingDoubt;
  /** Where its archive has other tables. */
  memberChoice?: MemberChoice;
}

/** A data set as the page shows it before anything is trained. */
export interface OpenedDataSet {
  dataSet: DataSet;
  /** The first rows. */
  preview: string[][];
  /** As it was left, or a guess. */
  preparation: Preparation;
}

/** A prepared set without its rows. */
export interface PreparedSummary {
  id: string;
  task: TaskType;
  labels: string[];
  dropped: DroppedRows;
  splitCounts: SplitCounts;
  splitFacts: SplitFacts;
  /** How many folds are tested in turn; `null` without cross-validation. */
  folds: number | null;
}

/** Rows per split and class: `rowsPerClass[i]` counts class `i`. */
export type SplitCounts = Record<SplitName, { rows: number; rowsPerClass: number[] }>;
