// Which rows train, which watch the training, which test, as the user chose.

import { GivenParts } from './givenSplit';
import { learnTimeColumn } from './moments';
import { rowsAcrossFolds, rowsAlsoInTrain } from './overlap';
import { groupsWithin, joinGroups, ValueGroups, withoutDominantGroups } from './rowGroups';
import { splitStratified } from './split';
import { splitByTime } from './timeSplit';
import type { PreparedSet } from '../../domain/dataset';
import { leftOut, splitNames, type SplitName } from '../../domain/splitNames';
import { elementAt } from '../../domain/element';
import { Failure } from '../../domain/failures';
import {
  noSplitFacts,
  type ColumnSplit,
  type FoldSplit,
  type OverlapRemedy,
  type RandomSplit,
  type SplitChoice,
  type SplitFacts,
  type TimeSplit,
} from '../../domain/splitChoice';

/** Rows to be split. */
export interface RowsToSplit extends Pick<PreparedSet, 'labels' | 'labelIds' | 'seed'> {
  /** Of each row's text in the file: a row keeps its part when others come and go, and when its text is cleaned. */
  textHashes: Uint32Array;
  /** The lowest index of each row's group of near duplicates. */
  textGroups: Uint32Array;
  /** A column's cells of these rows. */
  readColumn: (column: number) => Promise<string[]>;
}

/** What the split adds to a set. */
export type SplitOfSet = Pick<PreparedSet, 'splits' | 'folds' | 'splitFacts'>;

/** Share of train that becomes a part which the file does not give. */
const drawnShare = 0.1;
/** Parts of which one watches the training in cross-validation. */
const watchParts = 10;
/** A class must be tested, and learned; it is good to watch it too. */
const needed: SplitName[] = ['test', 'train', 'validation'];
const splitIndex = (split: SplitName) => splitNames.indexOf(split);
/** More values than these are no names of splits. */
export const mostColumnValues = 50;

/**
 * Splits rows as the user chose.
 *
 * @throws Failure `CannotSplit` when a side would have nothing
 */
export async function splitSet(set: RowsToSplit, choice: SplitChoice): Promise<SplitOfSet> {
  switch (choice.kind) {
    case 'random':
      return finish(set, choice.overlap, await drawn(set, choice));
    case 'time':
      return finish(set, choice.overlap, await byTime(set, choice));
    case 'column':
      return finish(set, choice.overlap, await byColumn(set, choice));
    case 'folds':
      return inFolds(set, choice);
    default:
      return choice satisfies never;
  }
}

/** A split before its check. */
interface Division {
  splits: Uint8Array;
  facts: Partial<SplitFacts>;
}

async function drawn(set: RowsToSplit, choice: RandomSplit): Promise<Division> {
  const { validation, test } = choice;
  const { groups, facts } = await groupsToKeep(set, choice);
  const shares = [1 - validation - test, validation, test];
  const splits = splitStratified({
    labelIds: set.labelIds,
    classCount: set.labels.length,
    seed: set.seed,
    shares,
    keys: set.textHashes,
    ...(groups && { groups }),
    needed: (validation > 0 ? needed : needed.slice(0, 2)).map(splitIndex),
  });
  return { splits, facts };
}

async function byTime(set: RowsToSplit, choice: TimeSplit): Promise<Division> {
  const cells = await set.readColumn(choice.column);
  const { read, ambiguous } = learnTimeColumn(cells, choice.dayFirst);
  const times = Float64Array.from(cells, (cell) => read(cell) ?? NaN);
  const splits = splitByTime(times, choice);
  const from = (split: SplitName) => {
    const wanted = splitIndex(split);
    const rows = [...splits.keys()].filter((row) => splits[row] === wanted);
    if (rows.length === 0) return '';
    const oldest = rows.reduce((first, row) => (timeOf(row) < timeOf(first) ? row : first));
    return cells[oldest]?.trim() ?? '';
  };
  const timeOf = (row: number) => elementAt(times, row);
  const unreadable = times.reduce((count, time) => count + Number(Number.isNaN(time)), 0);
  const time = { unreadable, ambiguous, validationFrom: from('validation'), testFrom: from('test') };
  if (time.testFrom === '') {
    throw new Failure(
      'CannotSplit',
      unreadable === cells.length
        ? 'No time in this column can be read. Choose another column, or another way to split.'
        : 'The times in this column are too much the same to tell past from future. Choose another column, or another way to split.',
    );
  }
  return { splits, facts: { time } };
}

async function byColumn(set: RowsToSplit, choice: ColumnSplit): Promise<Division> {
  const given = new GivenParts(choice.parts);
  const cells = await set.readColumn(choice.column);
  const splits = Uint8Array.from(cells, (cell) => given.add(cell));
  if (given.size > mostColumnValues) {
    throw new Failure(
      'CannotSplit',
      `This column has ${given.size} different values; a split column has a few, such as train and test. Choose another column.`,
    );
  }
  const missing = (['test', 'validation'] as const).filter((split) => !splits.includes(splitIndex(split)));
  missing.forEach((split, index) => {
    drawFromTrain(set, splits, split, set.seed + index);
  });
  return { splits, facts: { values: given.values(mostColumnValues), drawn: missing } };
}

/** Makes a drawn tenth of train another part. */
function drawFromTrain(
  { labelIds, labels, textHashes, textGroups }: RowsToSplit,
  splits: Uint8Array,
  split: SplitName,
  seed: number,
): void {
  const train = splitIndex('train');
  const rows = Uint32Array.from(splits.keys()).filter((row) => splits[row] === train);
  const parts = splitStratified({
    labelIds: Uint16Array.from(rows, (row) => elementAt(labelIds, row)),
    classCount: labels.length,
    keys: rows.map((row) => elementAt(textHashes, row)),
    groups: groupsWithin(textGroups, rows),
    shares: [1 - drawnShare, drawnShare],
    seed,
  });
  rows.forEach((row, index) => {
    if (parts[index] === 1) splits[row] = splitIndex(split);
  });
}

async function inFolds(set: RowsToSplit, choice: FoldSplit): Promise<SplitOfSet> {
  const { folds: count } = choice;
  const { groups, facts } = await groupsToKeep(set, choice);
  const tests = stratify(set, groups, equalShares(count), set.seed);
  for (let fold = 0; fold < count; fold++) {
    if (tests.includes(fold)) continue;
    throw new Failure(
      'CannotSplit',
      `There are too few ${facts.groups === null ? 'different texts' : 'groups'} for ${count} folds. Choose fewer folds, or another way to split.`,
    );
  }
  const parts = Math.max(watchParts, count);
  const watching = stratify(set, groups, equalShares(parts), set.seed + 1);
  const validates = watching.map((part) => (part < count ? part : leftOut));
  const splits = watching.map((part) => splitIndex(part === 0 ? 'validation' : 'train'));
  const overlappingRows = rowsAcrossFolds(tests, set.textGroups);
  return {
    splits,
    folds: { count, tests, validates },
    splitFacts: { ...noSplitFacts, ...facts, overlappingRows },
  };
}

const equalShares = (count: number) => new Array<number>(count).fill(1 / count);

/** What must stay on one side: rows of a group column's value, near duplicates, or both. */
async function groupsToKeep(
  set: RowsToSplit,
  { groupColumn, nearDuplicatesTogether }: RandomSplit | FoldSplit,
): Promise<{ groups: Uint32Array | undefined; facts: Pick<SplitFacts, 'groups' | 'apart'> }> {
  const { groups: kept, apart } = withoutDominantGroups(set.textGroups, set.labelIds, set.labels.length);
  const together = nearDuplicatesTogether ? kept : undefined;
  const facts = { apart: nearDuplicatesTogether ? apart : 0 };
  if (groupColumn === null) return { groups: together, facts: { groups: null, ...facts } };
  const byValue = new ValueGroups();
  for (const cell of await set.readColumn(groupColumn)) byValue.add(cell);
  const own = byValue.lowestRows();
  const groups = together ? joinGroups(own, together) : own;
  return { groups, facts: { groups: byValue.values, ...facts } };
}

function stratify(
  { labelIds, labels, textHashes }: RowsToSplit,
  groups: Uint32Array | undefined,
  shares: number[],
  seed: number,
): Uint8Array<ArrayBuffer> {
  const order = { labelIds, classCount: labels.length, keys: textHashes, shares, seed };
  return splitStratified(groups ? { ...order, groups } : order);
}

/** Checks a split across its sides, mends it as the user chose, and makes sure that it can be used. */
function finish(set: RowsToSplit, remedy: OverlapRemedy, { splits, facts }: Division): SplitOfSet {
  const { textGroups } = set;
  const found = rowsAlsoInTrain(splits, textGroups, 'test');
  if (remedy !== 'keep') {
    const to = remedy === 'moveToTrain' ? splitIndex('train') : leftOut;
    for (const row of found) splits[row] = to;
  }
  refuseUseless(set, splits);
  const splitFacts: SplitFacts = {
    ...noSplitFacts,
    ...facts,
    overlappingRows: remedy === 'keep' ? found.length : 0,
    overlappingValidationRows: rowsAlsoInTrain(splits, textGroups, 'validation').length,
    remediedRows: remedy === 'keep' ? 0 : found.length,
    leftOutRows: splits.reduce((count, split) => count + Number(split === leftOut), 0),
  };
  return { splits, folds: null, splitFacts };
}

function refuseUseless({ labelIds }: RowsToSplit, splits: Uint8Array): void {
  const classes = new Set(labelIds.filter((_, row) => splits[row] === splitIndex('train')));
  if (classes.size < 2) {
    throw new Failure(
      'CannotSplit',
      `This split leaves ${classes.size === 0 ? 'no rows' : 'only one label'} to train on. Choose another way to split.`,
    );
  }
  if (!splits.includes(splitIndex('test'))) {
    throw new Failure(
      'CannotSplit',
      'This split leaves no rows to test on. Choose another column, or another way to split.',
    );
  }
}
