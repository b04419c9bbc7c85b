// A data set: the rows of one file as they are, and what was prepared from them for training.

import { cleansNothing, type TextCleaning } from './cleaning';
import type { DroppableFinding, Fix } from './fixes';
import { isPlain, type Labelling } from './labelling';
import type { SplitChoice, SplitFacts } from './splitChoice';

/** How the bytes of a delimited text file become cells. */
export interface Dialect {
  /** A label that `TextDecoder` understands, such as `utf-8` or `windows-1252`. */
  encoding: string;
  delimiter: string;
  newline: '\n' | '\r\n' | '\r';
  /** `null`: quotes are text. */
  quote: '"' | "'" | null;
  /** Whether the first row names the columns. */
  hasHeader: boolean;
}

/** One imported file. Its rows rest in the store in packed blocks. */
export interface DataSet {
  id: string;
  /** The file's name. */
  name: string;
  createdAt: number;
  byteLength: number;
  dialect: Dialect;
  columns: string[];
  /** Rows of data, the header not counted. */
  rowCount: number;
  /** Rows with filled cells beyond the columns, which were left out: their texts probably lack quotes. */
  surplusRows: number;
  importSeconds: number;
}

/** Indices into `DataSet.columns`. */
export interface ColumnChoice {
  text: number;
  label: number;
}

/** What the user decided about a data set before anything is trained. It can be stored and compared as JSON. */
export interface Preparation {
  columns: ColumnChoice;
  /** Absent: the cell is the label. */
  labelling?: Labelling;
  /** Absent: texts stay as they are. */
  cleaning?: TextCleaning;
  /** Absent: none. */
  fixes?: Fix[];
  /** Absent in what was stored before there was a choice: `defaultSplit`. */
  split?: SplitChoice;
}

/** The same preparation without what changes nothing, so that equal ones have equal JSON. */
export function simplified(preparation: Preparation): Preparation {
  const { columns, labelling, cleaning, fixes, ...others } = preparation;
  return {
    columns,
    ...(labelling && !isPlain(labelling) ? { labelling } : {}),
    ...(cleaning && !cleansNothing(cleaning) ? { cleaning } : {}),
    ...(fixes && fixes.length > 0 ? { fixes } : {}),
    ...others,
  };
}

/** How many rows of the file were left out of training, by reason. */
export interface DroppedRows {
  emptyText: number;
  emptyLabel: number;
  /** The same text with the same label as an earlier row. */
  duplicate: number;
  /** The same text as an earlier row, with another label. */
  conflictingLabel: number;
  /** By the user's fixes and dropped labels; absent in sets from before there were any. */
  byChoice?: { reason: DropReason; rows: number }[];
}

/** Why a row was left out by the user's choice. */
export type DropReason = DroppableFinding | 'otherLanguages' | 'droppedLabels';

/** As in: 12 rows, nearly the same as an earlier one. */
export const dropReasons: Readonly<Record<DropReason, string>> = {
  nearEmptyTexts: 'nearly empty',
  placeholderTexts: 'with a placeholder as text',
  unreadableTexts: 'with lost characters',
  nearDuplicates: 'nearly the same as another',
  otherLanguages: 'in other languages',
  droppedLabels: 'with a label that you left out',
};

export const splitNames = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof splitNames)[number];

/** The rows kept for training, their classes and their split; the texts stay in the row blocks. */
export interface PreparedSet {
  id: string;
  dataSetId: string;
  /** The same for all sets with the same rows and texts in the same order, whatever their split. */
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
  /** `[rows * labels]`, 1 where a row has a label; `null` where each row has exactly one. */
  labelSets: Uint8Array | null;
  /** Index into `splitNames` of each kept row, or `leftOut`. With folds, how the final model trains: without a test. */
  splits: Uint8Array;
  folds: Folds | null;
  splitFacts: SplitFacts;
}

/** In `PreparedSet.splits`: the row is in none. */
export const leftOut = 255;

/** Cross-validation. */
export interface Folds {
  count: number;
  /** The fold in which each kept row is tested. */
  tests: Uint8Array;
  /** The fold in which each kept row watches the training, where it is not tested; `leftOut` for none. */
  validates: Uint8Array;
}

/** Whether each text has exactly one label, or any number of them. */
export type Problem = 'singleLabel' | 'multiLabel';

/** Whether the rows of a set have one label each. */
export function problemOf({ labelSets }: PreparedSet): Problem {
  return labelSets ? 'multiLabel' : 'singleLabel';
}

/** A class and how many rows have it. */
export interface ClassCount {
  label: string;
  count: number;
}

/** The row number a person sees in a spreadsheet: from 1, the header counted when there is one. */
export function rowNumberInFile(rowIndex: number, dialect: Dialect): number {
  return rowIndex + (dialect.hasHeader ? 2 : 1);
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
  problem: Problem;
  labels: string[];
  dropped: DroppedRows;
  splitCounts: SplitCounts;
  splitFacts: SplitFacts;
  /** How many folds are tested in turn; `null` without cross-validation. */
  folds: number | null;
}

/** Rows per split and class: `rowsPerClass[i]` counts class `i`. */
export type SplitCounts = Record<SplitName, { rows: number; rowsPerClass: number[] }>;
