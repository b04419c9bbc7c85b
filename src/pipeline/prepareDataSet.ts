// rows → dataset: cleaned, its classes named, split.

import {
  splitNames,
  type PreparedSet,
  type Preparation,
  type PreparedSummary,
  type SplitCounts,
} from '../domain/dataset';
import { RowCleaner, type CleanedRows } from '../data/clean';
import { textCleaner } from '../data/cleanText';
import { labelReader } from '../data/labels';
import { loadLanguageDetector } from '../data/language';
import { splitStratified } from '../data/split';
import { noCleaning } from '../domain/cleaning';
import { Failure } from '../domain/failures';
import { hasSeveralLabels, plainLabelling } from '../domain/labelling';
import { getDataSet, readRowBlocks, savePreparation } from '../storage/dataSets';
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
  return { id, labels, dropped, splitCounts: countSplits(set) };
}

async function cleanAndSplit(
  identity: Pick<PreparedSet, 'id' | 'dataSetId' | 'textsId' | 'preparation' | 'seed'>,
): Promise<PreparedSet> {
  const { dataSetId, preparation, seed } = identity;
  const cleaned = await cleanRows(dataSetId, preparation);
  const splits = splitStratified(cleaned.labelIds, cleaned.labels.length, seed);
  const set: PreparedSet = { ...identity, ...cleaned, splits };
  await savePreparedSet(set);
  return set;
}

/** The rows that are left, by the user's labels, cleaning and fixes. */
async function cleanRows(dataSetId: string, preparation: Preparation): Promise<CleanedRows> {
  const { columns, labelling = plainLabelling, cleaning = noCleaning, fixes = [] } = preparation;
  const dataSet = await getDataSet(dataSetId);
  if (!dataSet) throw new Failure('Unexpected', 'These rows are gone. Choose the file again.');
  const readLabels = labelReader(labelling, columns, dataSet.columns);
  const clean = textCleaner(cleaning);
  const needsLanguages = fixes.some(({ finding }) => finding === 'otherLanguages');
  const cleaner = new RowCleaner({
    fixes,
    severalLabels: hasSeveralLabels(labelling),
    ...(needsLanguages ? { detectLanguage: await loadLanguageDetector() } : {}),
  });
  for await (const { firstRow, rows } of readRowBlocks(dataSetId)) {
    rows.forEach((cells, index) => {
      cleaner.add(firstRow + index, clean(cells[columns.text] ?? ''), readLabels(cells));
    });
  }
  return cleaner.finish();
}

/** Short and the same for equal values. */
async function fingerprint(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Rows per split and class; a row with several labels counts for each. */
export function countSplits({ labels, labelIds, labelSets, splits }: PreparedSet): SplitCounts {
  const classes = labels.map((_, id) => id);
  const count = (split: number) => {
    const rowsPerClass = new Array<number>(labels.length).fill(0);
    let rows = 0;
    splits.forEach((own, row) => {
      if (own !== split) return;
      rows++;
      const ids = labelSets
        ? classes.filter((id) => labelSets[row * labels.length + id] === 1)
        : [labelIds[row] ?? 0];
      for (const id of ids) rowsPerClass[id] = (rowsPerClass[id] ?? 0) + 1;
    });
    return { rows, rowsPerClass };
  };
  return {
    train: count(splitNames.indexOf('train')),
    validation: count(splitNames.indexOf('validation')),
    test: count(splitNames.indexOf('test')),
  };
}
