// file → rows.

import { guessColumns } from '../data/columns';
import { openTable } from '../data/readTable';
import type { DataSet, OpenedDataSet, Preparation } from '../domain/dataset';
import { Failure } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
import { discardRows, firstRows, getDataSet, getPreparation, RowWriter } from '../storage/dataSets';
import { suggestSplit } from './suggestSplit';

/** Rows that the page shows, and from which columns are guessed. */
const previewRows = 5;
const sampleRows = 500;

/**
 * Reads a delimited text file into the store.
 *
 * @throws Failure of the data stage when it is no table; `StorageFull`; nothing of the file is left then
 */
export async function importFile(file: File, onProgress: ReportProgress): Promise<OpenedDataSet> {
  const started = performance.now();
  const id = crypto.randomUUID();
  try {
    const { dialect, columns, rows } = await openTable(file);
    const writer = new RowWriter(id);
    let surplusRows = 0;
    for await (const { rows: cells, bytesRead, surplusRows: surplus } of rows()) {
      await writer.add(cells);
      surplusRows += surplus;
      onProgress({ job: 'Importing', done: bytesRead, total: file.size });
    }
    if (writer.rowCount === 0) throw noRows(file.name);
    const dataSet: DataSet = {
      id,
      name: file.name,
      createdAt: Date.now(),
      byteLength: file.size,
      dialect,
      columns,
      rowCount: writer.rowCount,
      surplusRows,
      importSeconds: (performance.now() - started) / 1000,
    };
    await writer.seal(dataSet);
    return await describe(dataSet);
  } catch (error) {
    await discardRows(id);
    throw error;
  }
}

/** Opens a stored data set again. */
export async function openDataSet(id: string): Promise<OpenedDataSet> {
  const dataSet = await getDataSet(id);
  if (dataSet) return describe(dataSet);
  throw new Failure('Unexpected', 'This data set is no longer here. Choose its file again.');
}

async function describe(dataSet: DataSet): Promise<OpenedDataSet> {
  const sample = await firstRows(dataSet.id, sampleRows);
  return {
    dataSet,
    preview: sample.slice(0, previewRows),
    preparation: (await getPreparation(dataSet.id)) ?? (await guessPreparation(dataSet, sample)),
  };
}

async function guessPreparation(dataSet: DataSet, sample: string[][]): Promise<Preparation> {
  const columns = guessColumns(dataSet.columns, sample);
  return { columns, split: await suggestSplit(dataSet, columns) };
}

function noRows(name: string): Failure {
  return new Failure(
    'NoRows',
    `“${name}” has no rows of data. Choose a file with one text per row.`,
  );
}
