// files → rows.

import { guessColumns } from '../../data/read/columns/columns';
import { JoinedTables } from '../../data/read/joinTables';
import type { OpenedFiles } from '../../data/read/openFiles';
import type { RowPiece } from '../../data/read/delimited/rowShape';
import type { Table } from '../../data/read/table';
import type { DataSet, FormatChoice, MemberChoice, OpenedDataSet, Source, SourcePreview } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import type { Preparation } from '../../domain/preparation';
import { Failure } from '../../domain/failures';
import type { InputFile } from '../../domain/inputFiles';
import type { ReportProgress } from '../../domain/progress';
import { discardRows, getDataSet, getPreparation, RowWriter } from '../../storage/dataSets';
import { firstRows, sampleRows } from '../../storage/rows';
import { everySoOften } from '../../jobs/breathe';
import { readFiles, rowsOf } from './readFiles';
import { RowNotes } from './rowNotes';
import { suggestSplit } from './suggestSplit';
import { count } from '../../words/numbers';

/** Rows that the page shows, and from which columns are guessed. */
const previewRows = 5;
const guessedFrom = 600;

export interface ImportReports {
  onProgress: ReportProgress;
  /** Hears how the files are understood as soon as their beginnings are read, and again when that changes. */
  onPreview: (previews: SourcePreview[]) => void;
}

/**
 * Reads files, and what is packed in them, as one data set into the store.
 *
 * @param choices what the user says of the format of each table, by its name
 * @throws Failure of the data stage when they are no tables; `StorageFull`; nothing of the files is left then
 */
export async function importFiles(
  files: InputFile[],
  choices: ReadonlyMap<string, FormatChoice>,
  reports: ImportReports,
): Promise<OpenedDataSet> {
  const started = performance.now();
  const dataSet = await readFiles(
    files,
    choices,
    ({ tables, memberChoice }) => reports.onPreview(tables.map((table) => previewOf(table, memberChoice))),
    (opened) => storeTables(files, opened, reports.onProgress, started),
  );
  return describe(dataSet);
}

async function storeTables(
  files: InputFile[],
  { tables, sizes, skipped }: OpenedFiles,
  onProgress: ReportProgress,
  started: number,
): Promise<DataSet> {
  const id = crypto.randomUUID();
  const joined = new JoinedTables(tables);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  const writer = new RowWriter(id);
  try {
    const notes = new RowNotes();
    const sources: Source[] = [];
    const due = everySoOften();
    for (const [index, table] of tables.entries()) {
      const before = writer.rowCount;
      for await (const piece of rowsOf(table)) {
        notes.take(piece, writer.rowCount);
        await writer.add(joined.join(index, piece.rows));
        if (!due()) continue;
        onProgress({
          job: 'Importing',
          ...progressOf(piece, done, total),
          detail: detailOf(piece, writer.rowCount),
        });
      }
      done += elementAt(sizes, index);
      const rowCount = writer.rowCount - before;
      sources.push({ name: table.name, format: table.format, rowCount });
    }
    if (writer.rowCount === 0) throw noRows(nameOf(files));
    const described = {
      id,
      name: nameOf(files),
      createdAt: Date.now(),
      byteLength: files.reduce((sum, { size }) => sum + size, 0),
      sources,
      skipped,
      columns: joined.columns,
      rowCount: writer.rowCount,
      stretches: notes.stretches,
      odd: notes.odd,
      oddRows: notes.oddRows,
      importSeconds: (performance.now() - started) / 1000,
    };
    return await writer.seal(described);
  } catch (error) {
    await writer.settle();
    await discardRows(id);
    throw error;
  }
}

/** How far the import is after a piece: of a workbook nobody knows how much is still to come. */
const progressOf = ({ bytesRead }: RowPiece, before: number, total: number) =>
  bytesRead === null ? { done: 0, total: 0 } : { done: before + bytesRead, total };

const detailOf = ({ bytesRead }: RowPiece, rows: number) =>
  `${bytesRead === null ? 'Reading the workbook, ' : ''}${count(rows)} rows`;

const nameOf = ([first, ...others]: InputFile[]) =>
  (first?.name ?? '') + (others.length > 0 ? ` and ${others.length} more` : '');

function previewOf({ name, format, columns, first, doubt }: Table, memberChoice: MemberChoice | null): SourcePreview {
  return {
    name,
    format,
    columns: [...columns],
    rows: first.slice(0, previewRows),
    ...(doubt && { doubt }),
    ...(memberChoice && { memberChoice }),
  };
}

/** Opens a stored data set again. */
export async function openDataSet(id: string): Promise<OpenedDataSet> {
  const dataSet = await getDataSet(id);
  if (dataSet) return describe(dataSet);
  throw new Failure('Unexpected', 'This data set is no longer here. Choose its file again.');
}

async function describe(dataSet: DataSet): Promise<OpenedDataSet> {
  return {
    dataSet,
    preview: await firstRows(dataSet.id, previewRows),
    preparation: (await getPreparation(dataSet.id)) ?? (await guessPreparation(dataSet)),
  };
}

async function guessPreparation(dataSet: DataSet): Promise<Preparation> {
  // Of texts in folders the columns are known.
  const areTexts = dataSet.sources.every(({ format }) => format.kind === 'texts');
  const columns = areTexts
    ? { text: 0, label: 1 }
    : guessColumns(dataSet.columns, await sampleRows(dataSet.id, guessedFrom));
  return { columns, split: await suggestSplit(dataSet, columns) };
}

function noRows(name: string): Failure {
  return new Failure('NoRows', `“${name}” has no rows of data. Choose a file with one text per row.`);
}
