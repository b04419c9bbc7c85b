// A trained model and a file → the file's columns with predictions beside them. Rows come in, go through the model and
// out again chunk by chunk; only the finished CSV grows, and its pieces are the browser's to keep, not the heap's.

import { textCleaner } from '../../data/clean/cleanText';
import { JoinedTables } from '../../data/read/joinTables';
import type { OpenedFiles } from '../../data/read/openFiles';
import type { ClassifiedFile, ClassifyFileOrder, OpenedForClassifying } from '../../domain/classifiedFile';
import type { ComputeChoice } from '../../domain/compute';
import { elementAt } from '../../domain/element';
import type { ReportProgress } from '../../domain/progress';
import { rowTextReader, type TextSource } from '../../domain/rowText';
import { cleaningOf } from '../../domain/run';
import { getModel } from '../../storage/models';
import type { Engine } from '../train/engine';
import { breathe, breatheWhenDue, everySoOften } from '../../jobs/breathe';
import { rowsOf } from '../data/readFiles';
import { RowNotes } from '../data/rowNotes';
import { readTexts } from './readTexts';
import { PredictionCsv } from './predictionCsv';
import { textsOfFile } from './textsOfFile';
import { TextClassifier } from './textClassifier';
import type { Tokenizers } from '../data/tokenizeDataSet';
import { count } from '../../words/numbers';

/** Rows that go through the model together: enough to put texts of like length into one batch. */
const rowsPerChunk = 1024;

/** Who hears what while a file is classified. */
export interface ClassifyFileListener {
  onProgress: ReportProgress;
  /** Hears how the file is understood before the first row is classified. */
  onOpened: (opened: OpenedForClassifying) => void;
}

/**
 * Classifies each row of a file, of any format that can be imported.
 *
 * @throws AbortError when stopped; Failure of the data stage when it is no table; `ModelMissing`, `NoComputeBackend`
 */
export async function classifyFile(
  engine: Engine,
  tokenizers: Tokenizers,
  order: ClassifyFileOrder,
  compute: ComputeChoice,
  signal: AbortSignal,
  listener: ClassifyFileListener,
): Promise<ClassifiedFile> {
  const started = performance.now();
  const model = await getModel(order.modelId);
  const classifier = await TextClassifier.load(engine, tokenizers, model, compute, listener.onProgress);
  const read = async (opened: OpenedFiles) => {
    const columns = await columnsOf(opened);
    const sample = opened.tables[0]?.first ?? [];
    const named = textsOfFile(model, columns, sample);
    const texts = order.texts ?? named.texts;
    listener.onOpened({ columns, named, texts, formats: opened.tables.map(({ format }) => format) });
    const out = new PredictionCsv(model, columns, delimiterOf(opened));
    const { odd } = await classifyTables(opened, texts, { classifier, out, signal, ...listener });
    const finished = out.finish((performance.now() - started) / 1000);
    return { ...finished, read: { odd, skipped: opened.skipped, rowCount: finished.rows } };
  };
  return readTexts(order.file, read);
}

/** The columns of all tables together. Rows of JSON may bring some of their own, so they are read once for that. */
async function columnsOf({ tables }: OpenedFiles): Promise<string[]> {
  const joined = new JoinedTables(tables);
  for (const [index, table] of tables.entries()) {
    if (table.format.kind !== 'json' && table.format.kind !== 'jsonLines') continue;
    for await (const { rows } of rowsOf(table)) joined.join(index, rows.slice(0, 1));
  }
  return [...joined.columns];
}

/** Semicolons come back as such: in countries that write 0,5, spreadsheets split at nothing else. */
const delimiterOf = ({ tables }: OpenedFiles): ',' | ';' =>
  tables.every(({ format }) => format.kind === 'delimited' && format.delimiter === ';') ? ';' : ',';

interface ClassificationContext {
  classifier: TextClassifier;
  out: PredictionCsv;
  signal: AbortSignal;
  onProgress: ReportProgress;
}

async function classifyTables(
  opened: OpenedFiles,
  source: TextSource,
  { classifier, out, signal, onProgress }: ClassificationContext,
): Promise<RowNotes> {
  const clean = textCleaner(cleaningOf(classifier.model));
  const textOf = rowTextReader(source);
  const notes = new RowNotes();
  const total = opened.sizes.reduce((sum, size) => sum + size, 0);
  const due = everySoOften();
  const listening = { breathe: breatheWhenDue(() => breathe(signal)) };
  onProgress({ job: 'Classifying', done: 0, total });
  for await (const { rows, bytesRead } of chunksOf(opened, notes)) {
    const texts = rows.map((cells) => clean(textOf(cells)).trim());
    out.add(rows, await classifier.classify(texts, listening));
    if (!due()) continue;
    const detail = `${count(out.rowCount)} rows`;
    const progress = bytesRead === null ? { done: 0, total: 0 } : { done: bytesRead, total };
    onProgress({ job: 'Classifying', ...progress, detail });
  }
  return notes;
}

/** The rows of all tables under their common columns, and how many bytes of all files are behind them, where known. */
async function* chunksOf({ tables, sizes }: OpenedFiles, notes: RowNotes) {
  const joined = new JoinedTables(tables);
  let before = 0;
  for (const [index, table] of tables.entries()) {
    let read = 0;
    for await (const piece of rowsOf(table)) {
      notes.take(piece, 0);
      const rows = joined.join(index, piece.rows);
      for (let start = 0; start < rows.length; start += rowsPerChunk) {
        const chunk = rows.slice(start, start + rowsPerChunk);
        const share = (start + chunk.length) / rows.length;
        const end = piece.bytesRead;
        yield {
          rows: chunk,
          bytesRead: end === null ? null : before + read + share * (end - read),
        };
      }
      read = piece.bytesRead ?? read;
    }
    before += elementAt(sizes, index);
  }
}
