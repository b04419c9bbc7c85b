// How the rows of a data set are divided into those to train on, to watch the training, and to test on.

import type { ColumnChoice } from './columnChoice';
import { textColumnsOf } from './rowText';
import type { SplitName } from './splitNames';

/** Where rows of one text, nearly, lie on both sides: nothing, or what becomes of the test rows among them. */
export const overlapRemedies = ['keep', 'moveToTrain', 'leaveOut'] as const;
export type OverlapRemedy = (typeof overlapRemedies)[number];

interface HeldOutShares {
  /** Shares of all rows, each 0 to 0.5. */
  validation: number;
  test: number;
}

/** Drawn within each class. */
export interface RandomSplit extends HeldOutShares {
  kind: 'random';
  /** Rows with the same value here stay on one side; `null` for none. */
  groupColumn: number | null;
  nearDuplicatesTogether: boolean;
  overlap: OverlapRemedy;
}

/** The oldest rows train, the newest test. */
export interface TimeSplit extends HeldOutShares {
  kind: 'time';
  column: number;
  /** Reads 3/4/2024 as 3 April; only where the column itself does not tell. */
  dayFirst: boolean;
  overlap: OverlapRemedy;
}

/** A column says it. */
export interface ColumnSplit {
  kind: 'column';
  column: number;
  /** What the user said of values; of the others their names tell. Pairs: a value may be `__proto__`. */
  parts: [value: string, part: SplitPart][];
  overlap: OverlapRemedy;
}

/** Cross-validation: each row is tested once, by a model trained on the other folds. */
export interface FoldSplit {
  kind: 'folds';
  folds: number;
  groupColumn: number | null;
  nearDuplicatesTogether: boolean;
}

/** What the user decided about the split. Plain JSON. */
export type SplitChoice = RandomSplit | TimeSplit | ColumnSplit | FoldSplit;

/** Where a row may go. */
export type SplitPart = SplitName | 'leftOut';

export const defaultSplit: Readonly<RandomSplit> = {
  kind: 'random',
  validation: 0.1,
  test: 0.1,
  groupColumn: null,
  nearDuplicatesTogether: true,
  overlap: 'keep',
};

export const defaultFolds: Readonly<FoldSplit> = {
  kind: 'folds',
  folds: 5,
  groupColumn: null,
  nearDuplicatesTogether: true,
};

/** Under so many rows, the tenth that is held out says little: cross-validation is suggested. */
export const fewRows = 500;

export const mostFolds = 20;

/** Near duplicates are not looked for among more rows: that takes about half a gigabyte a million. */
export const mostRowsCompared = 1_500_000;

/** A value of a split column, and where its rows go. */
export interface ColumnValue {
  value: string;
  rows: number;
  part: SplitPart;
  /** Whether the value's own name said so. */
  recognized: boolean;
}

/** What came of a split, for the page and the report. */
export interface SplitFacts {
  /** Test rows whose text, exactly or nearly, is in train too; with folds, rows whose text is in another fold too. */
  overlappingRows: number;
  /** Likewise, rows of validation. */
  overlappingValidationRows: number;
  /** Test rows that the remedy moved or left out. */
  remediedRows: number;
  /** Rows left out of training, validation and test. */
  leftOutRows: number;
  /** Different values of the group column; `null` without one. */
  groups: number | null;
  /** Near duplicates that could not stay together, because they are most of a label. */
  apart: number;
  /** The values of the split column, the most frequent first. */
  values: ColumnValue[];
  /** Parts that the split column lacked, drawn from train. */
  drawn: SplitName[];
  time: TimeFacts | null;
}

/** A split as a model remembers it, when its data set may be gone. */
export interface SplitRecord {
  choice: SplitChoice;
  /** Name of the column that groups, orders or gives the split. */
  column: string | null;
  facts: SplitFacts;
}

/** The index of the column that a split reads. */
export function splitColumn(choice: SplitChoice): number | null {
  return choice.kind === 'time' || choice.kind === 'column' ? choice.column : choice.groupColumn;
}

/** A split that reads no column of texts or labels, which would put each label on one side. */
export function splitBeside(choice: SplitChoice, columns: ColumnChoice): SplitChoice {
  const column = splitColumn(choice);
  if (column === null || ![...textColumnsOf(columns), columns.label].includes(column)) return choice;
  return 'groupColumn' in choice ? { ...choice, groupColumn: null } : defaultSplit;
}

/** How a time column was read. */
export interface TimeFacts {
  /** Rows without a time that can be read; they train. */
  unreadable: number;
  /** Whether nothing in the column told the day from the month. */
  ambiguous: boolean;
  /** The oldest row of validation and of test, as its cell says it. */
  validationFrom: string;
  testFrom: string;
}

/** Of a split with nothing to say. */
export const noSplitFacts: Readonly<SplitFacts> = {
  overlappingRows: 0,
  overlappingValidationRows: 0,
  remediedRows: 0,
  leftOutRows: 0,
  groups: null,
  apart: 0,
  values: [],
  drawn: [],
  time: null,
};
