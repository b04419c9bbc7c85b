// rows → dataset: cleaned, its classes named, split.

import {
  splitNames,
  type ColumnChoice,
  type PreparedSet,
  type PreparedSummary,
  type SplitCounts,
} from '../domain/dataset';
import { RowCleaner } from '../data/clean';
import { splitStratified } from '../data/split';
import { readRowBlocks } from '../storage/dataSets';
import { getPreparedSet, savePreparedSet } from '../storage/derived';

/** Cleans and splits a data set. The same choice gives the same set, which is then read from the store. */
export async function prepareDataSet(
  dataSetId: string,
  columns: ColumnChoice,
  seed: number,
): Promise<PreparedSummary> {
  const id = `${dataSetId}/${columns.text}-${columns.label}/${seed}`;
  const set = (await getPreparedSet(id)) ?? (await cleanAndSplit(id, dataSetId, columns, seed));
  const { labels, dropped } = set;
  return { id, labels, dropped, splitCounts: countSplits(set) };
}

async function cleanAndSplit(
  id: string,
  dataSetId: string,
  columns: ColumnChoice,
  seed: number,
): Promise<PreparedSet> {
  const cleaner = new RowCleaner();
  for await (const { firstRow, rows } of readRowBlocks(dataSetId)) {
    rows.forEach((cells, index) => {
      cleaner.add(firstRow + index, cells[columns.text] ?? '', cells[columns.label] ?? '');
    });
  }
  const cleaned = cleaner.finish();
  const splits = splitStratified(cleaned.labelIds, cleaned.labels.length, seed);
  const set: PreparedSet = { id, dataSetId, columns, seed, ...cleaned, splits };
  await savePreparedSet(set);
  return set;
}

/** Rows per split and class. */
export function countSplits(set: PreparedSet): SplitCounts {
  const count = (split: number) => {
    const rowsPerClass = new Array<number>(set.labels.length).fill(0);
    set.splits.forEach((own, index) => {
      const label = set.labelIds[index] ?? 0;
      if (own === split) rowsPerClass[label] = (rowsPerClass[label] ?? 0) + 1;
    });
    return { rows: rowsPerClass.reduce((sum, rows) => sum + rows, 0), rowsPerClass };
  };
  return {
    train: count(splitNames.indexOf('train')),
    validation: count(splitNames.indexOf('validation')),
    test: count(splitNames.indexOf('test')),
  };
}
