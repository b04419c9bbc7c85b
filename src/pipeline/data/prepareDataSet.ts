// rows → dataset: cleaned, its classes named, split.

import type { ReportProgress } from '../../domain/progress';
import { defaultSplit } from '../../domain/splitChoice';
import { splitNames, type PreparedSet, type PreparedSummary, type SplitCounts } from '../../domain/dataset';
import type { Preparation } from '../../domain/preparation';
import { RowCleaner, type CleanedRows } from '../../data/clean/clean';
import { textCleaner } from '../../data/clean/cleanText';
import { labelReader, type RowLabels } from '../../data/clean/labels';
import { loadLanguageDetector } from '../../data/examine/language';
import { hashText } from '../../data/clean/textHash';
import { noCleaning } from '../../domain/cleaning';
import { elementAt } from '../../domain/element';
import { Failure } from '../../domain/failures';
import { plainLabelling, renamer, taskOfLabels } from '../../domain/labelling';
import { getDataSet, readRowBlocks, savePreparation } from '../../storage/dataSets';
import { getPreparedSet, savePreparedSet } from '../../storage/derived';
import { worthShowing, type NearDuplicateGroups } from './groupNearDuplicates';
import { breathe } from '../../jobs/breathe';
import { taskOf } from '../../tasks/taskOf';
import { splitDataSet } from './splitDataSet';

/** What preparing needs. */
export interface PreparationContext {
  nearDuplicates: NearDuplicateGroups;
  signal: AbortSignal;
  onProgress: ReportProgress;
}

/**
 * Cleans and splits a data set, and remembers the preparation for when the set is opened again. The same preparation and
 * seed give the same set, which is then read from the store.
 *
 * @throws Failure when the rows can't be trained on; AbortError when stopped
 */
export async function prepareDataSet(
  dataSetId: string,
  preparation: Preparation,
  seed: number,
  room: PreparationContext,
): Promise<PreparedSummary> {
  const { split = defaultSplit, ...ofTexts } = preparation;
  const textsId = `${dataSetId}/${await fingerprint(ofTexts)}`;
  const id = `${textsId}/${await fingerprint(split)}/${seed}`;
  let set = await getPreparedSet(id);
  if (!set) {
    const { textHashes, ...cleaned } = await cleanRows(dataSetId, preparation, room);
    const clean = { id, dataSetId, textsId, preparation, seed, ...cleaned };
    const textGroups = await room.nearDuplicates.of(clean, room.onProgress, room.signal);
    await breathe(room.signal);
    set = { ...clean, ...(await splitDataSet({ ...clean, textHashes, textGroups }, split)) };
    await savePreparedSet(set);
  }
  await savePreparation(dataSetId, preparation);
  const { task, labels, dropped, splitFacts } = set;
  const folds = set.folds?.count ?? null;
  return { id, task, labels, dropped, splitCounts: countSplits(set), splitFacts, folds };
}

/** The rows that are left, by the user's labels, cleaning and fixes; and of each a hash of its text as it is in the file. */
async function cleanRows(
  dataSetId: string,
  preparation: Preparation,
  { signal, onProgress }: PreparationContext,
): Promise<CleanedRows & { textHashes: Uint32Array }> {
  const { columns, labelling = plainLabelling, cleaning = noCleaning, fixes = [] } = preparation;
  const rename = renamer(labelling.changes);
  const corrected = new Map(
    preparation.corrections?.map(({ row, label }): [number, RowLabels] => {
      const name = rename(label);
      return [row, name === null ? 'dropped' : [name]];
    }),
  );
  const dataSet = await getDataSet(dataSetId);
  if (!dataSet) throw new Failure('Unexpected', 'These rows are gone. Choose the file again.');
  const readLabels = labelReader(labelling, columns, dataSet.columns);
  const clean = textCleaner(cleaning);
  const needsLanguages = fixes.some(({ finding }) => finding === 'otherLanguages');
  const cleaner = new RowCleaner({
    fixes,
    task: taskOfLabels(labelling),
    ...(needsLanguages ? { detectLanguage: await loadLanguageDetector() } : {}),
  });
  const hashes = new Uint32Array(dataSet.rowCount);
  const hash = new Uint32Array(2);
  const started = performance.now();
  for await (const { firstRow, rows } of readRowBlocks(dataSetId)) {
    if (performance.now() - started > worthShowing) {
      onProgress({ job: 'Splitting', done: firstRow, total: dataSet.rowCount, detail: 'Cleaning' });
    }
    await breathe(signal);
    rows.forEach((cells, index) => {
      const row = firstRow + index;
      const labels = corrected.get(row) ?? readLabels(cells);
      const text = cells[columns.text] ?? '';
      hashText(text.trim(), hash);
      hashes[row] = elementAt(hash, 0);
      cleaner.add(row, clean(text), labels);
    });
  }
  const cleaned = cleaner.finish();
  return { ...cleaned, textHashes: cleaned.rows.map((row) => elementAt(hashes, row)) };
}

/** Short and the same for equal values. */
async function fingerprint(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Rows per split and class; a row with several labels counts for each of them. */
export function countSplits(set: PreparedSet): SplitCounts {
  const { labelsOf } = taskOf(set.task);
  const count = (split: number) => {
    const rowsPerClass = new Array<number>(set.labels.length).fill(0);
    let rows = 0;
    set.splits.forEach((own, index) => {
      if (own !== split) return;
      rows++;
      for (const label of labelsOf(set.targets, index, set.labels.length))
        rowsPerClass[label] = elementAt(rowsPerClass, label) + 1;
    });
    return { rows, rowsPerClass };
  };
  return {
    train: count(splitNames.indexOf('train')),
    validation: count(splitNames.indexOf('validation')),
    test: count(splitNames.indexOf('test')),
  };
}
