// rows → dataset: cleaned, its classes named, split.

import {
  problemOf,
  splitNames,
  type PreparedSet,
  type Preparation,
  type PreparedSummary,
  type SplitCounts,
} from '../domain/dataset';
import { RowCleaner } from '../data/clean';
import { splitStratified } from '../data/split';
import { readRowBlocks, savePreparation } from '../storage/dataSets';
import { getPreparedSet, savePreparedSet } from '../storage/derived';

/**
 * Cleans and splits a data set, and remembers the preparation for when the set is opened again. The same preparation and
 * seed give the same set, which is then read from the store.
 */
export async function prepareDataSet(
  dataSetId: string,
  preparation: Preparation,
  seed: number,
): Promise<PreparedSummary> {
  const textsId = `${dataSetId}/${await fingerprint(preparation)}`;
  const id = `${textsId}/${seed}`;
  const set =
    (await getPreparedSet(id)) ??
    (await cleanAndSplit({ id, dataSetId, textsId, preparation, seed }));
  await savePreparation(dataSetId, preparation);
  const { labels, dropped } = set;
  return { id, problem: problemOf(set), labels, dropped, splitCounts: countSplits(set) };
}

async function cleanAndSplit(
  identity: Pick<PreparedSet, 'id' | 'dataSetId' | 'textsId' | 'preparation' | 'seed'>,
): Promise<PreparedSet> {
  const { dataSetId, preparation, seed } = identity;
  const { columns } = preparation;
  const cleaner = new RowCleaner();
  for await (const { firstRow, rows } of readRowBlocks(dataSetId)) {
    rows.forEach((cells, index) => {
      cleaner.add(firstRow + index, cells[columns.text] ?? '', cells[columns.label] ?? '');
    });
  }
  const cleaned = cleaner.finish();
  const splits = splitStratified(cleaned.labelIds, cleaned.labels.length, seed);
  const set: PreparedSet = { ...identity, ...cleaned, labelSets: null, splits };
  await savePreparedSet(set);
  return set;
}

/** Short and the same for equal values. */
async function fingerprint(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Rows per split and class; a row with several labels counts for each of them. */
export function countSplits(set: PreparedSet): SplitCounts {
  const count = (split: number) => {
    const rowsPerClass = new Array<number>(set.labels.length).fill(0);
    let rows = 0;
    set.splits.forEach((own, index) => {
      if (own !== split) return;
      rows++;
      for (const label of labelsOf(set, index))
        rowsPerClass[label] = (rowsPerClass[label] ?? 0) + 1;
    });
    return { rows, rowsPerClass };
  };
  return {
    train: count(splitNames.indexOf('train')),
    validation: count(splitNames.indexOf('validation')),
    test: count(splitNames.indexOf('test')),
  };
}

/** Class ids of a kept row. */
function labelsOf({ labels, labelIds, labelSets }: PreparedSet, index: number): number[] {
  if (!labelSets) return [labelIds[index] ?? 0];
  return labels.flatMap((_, id) => (labelSets[index * labels.length + id] ? [id] : []));
}
