// rows → dataset: cleaned, its classes named, split.

import type { ReportProgress } from '../../domain/progress';
import { defaultSplit } from '../../domain/splitChoice';
import type { DataSet, PreparedSet, PreparedSummary, SplitCounts } from '../../domain/dataset';
import { splitNames } from '../../domain/splitNames';
import type { Preparation } from '../../domain/preparation';
import { RowCleaner, type CleanedRows } from '../../data/clean/clean';
import { textCleaner } from '../../data/clean/cleanText';
import { withClassRemedy } from '../../data/clean/classRemedy';
import { labelReader, type RowLabels } from '../../data/clean/labels';
import { sha256 } from '../../data/read/bytes/fileHash';
import { loadLanguageDetector } from '../../data/examine/language';
import { hashText } from '../../data/clean/textHash';
import { codeVersions } from '../../domain/codeVersions';
import { noCleaning } from '../../domain/cleaning';
import { elementAt } from '../../domain/element';
import { Failure } from '../../domain/failures';
import { plainLabelling, renamer, taskOfLabels } from '../../domain/labelling';
import { rowTextReader } from '../../domain/rowText';
import { getDataSet, notePrepared } from '../../storage/dataSets';
import { readRowBlocks, sampleRows } from '../../storage/rows';
import { getPreparedSet, savePreparedSet } from '../../storage/derived';
import { usePreparedSet } from '../../storage/inUse';
import { removeUnneeded } from '../../storage/removeUnneeded';
import { worthShowing, type NearDuplicateGroups } from './groupNearDuplicates';
import { breathe } from '../../jobs/breathe';
import { taskOf } from '../../tasks/taskOf';
import { splitDataSet } from './splitDataSet';

/** Rows from which it is seen why labels are refused. */
const guessedFrom = 500;

/** What preparing needs. */
export interface PreparationContext {
  nearDuplicates: NearDuplicateGroups;
  signal: AbortSignal;
  onProgress: ReportProgress;
}

/**
 * Cleans and splits a data set. The same preparation and seed give the same set, which is then read from the store.
 *
 * @throws Failure when the rows can't be trained on; AbortError when stopped
 */
export async function prepareDataSet(
  dataSetId: string,
  preparation: Preparation,
  seed: number,
  room: PreparationContext,
): Promise<PreparedSummary> {
  const { split = defaultSplit, ...others } = preparation;
  const fingerprints = [await fingerprint([codeVersions.preparing, others]), await fingerprint(split)];
  const id = `${dataSetId}/${fingerprints.join('/')}/${seed}`;
  await usePreparedSet(id);
  let set = await getPreparedSet(id);
  if (!set) {
    const { textHashes, ...cleaned } = await cleanRows(dataSetId, preparation, room);
    const clean = { id, dataSetId, preparation, seed, ...cleaned };
    const textGroups = await room.nearDuplicates.of(clean, room.onProgress, room.signal);
    await breathe(room.signal);
    set = { ...clean, ...(await splitDataSet({ ...clean, textHashes, textGroups }, split)) };
    await savePreparedSet(set);
  }
  await notePrepared(dataSetId, id);
  await removeUnneeded();
  const { task, labels, dropped, splitFacts } = set;
  const folds = set.folds?.count ?? null;
  return { id, task, labels, dropped, splitCounts: countSplits(set), splitFacts, folds };
}

/** What is left of a data set; `textHashes`: of each row a hash of its text as it is in the file. */
type KeptRows = CleanedRows & Pick<PreparedSet, 'textsId'> & { textHashes: Uint32Array };

/** The rows that are left, by the user's labels, cleaning and fixes. */
async function cleanRows(
  dataSetId: string,
  preparation: Preparation,
  { signal, onProgress }: PreparationContext,
): Promise<KeptRows> {
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
  const textOf = rowTextReader(columns);
  const clean = textCleaner(cleaning);
  const needsLanguages = fixes.some(({ finding }) => finding === 'otherLanguages');
  const cleaner = new RowCleaner({
    fixes,
    task: taskOfLabels(labelling),
    ...(needsLanguages ? { detectLanguage: await loadLanguageDetector() } : {}),
  });
  const hashes = new Uint32Array(dataSet.rowCount);
  const cleanHashes = new Uint32Array(2 * dataSet.rowCount);
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
      const text = textOf(cells);
      hashText(text.trim(), hash);
      hashes[row] = elementAt(hash, 0);
      const cleaned = clean(text);
      hashText(cleaned, hash);
      cleanHashes.set(hash, 2 * row);
      cleaner.add(row, cleaned, labels);
    });
  }
  const cleaned = await finished(cleaner, dataSet, preparation);
  const kept = new Uint32Array(2 * cleaned.rows.length);
  cleaned.rows.forEach((row, index) => kept.set(cleanHashes.subarray(2 * row, 2 * row + 2), 2 * index));
  const textsId = (await sha256(kept)).slice(0, 32);
  return { ...cleaned, textsId, textHashes: cleaned.rows.map((row) => elementAt(hashes, row)) };
}

async function finished(cleaner: RowCleaner, dataSet: DataSet, preparation: Preparation): Promise<CleanedRows> {
  try {
    return cleaner.finish();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const sample = await sampleRows(dataSet.id, guessedFrom);
    throw withClassRemedy(error, preparation, dataSet.columns, sample);
  }
}

/** Short and the same for equal values. */
async function fingerprint(value: unknown): Promise<string> {
  return (await sha256(new TextEncoder().encode(JSON.stringify(value)))).slice(0, 16);
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
