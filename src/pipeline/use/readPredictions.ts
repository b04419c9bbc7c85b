// A classified file → some of its rows to look at, or all of them as a workbook.

import type { PredictedRow, PredictionOrder, PredictionTable, PredictionWorkbook } from '../../domain/classifiedFile';
import { elementAt } from '../../domain/element';
import type { ReportProgress } from '../../domain/progress';
import { readLines } from '../../export/predictionTable';
import { predictionWorkbook } from '../../export/predictionWorkbook';
import { breathe } from '../../jobs/breathe';

/** Some rows in an order; rows without a text come only in that of the file. */
export function readPredictions(
  table: PredictionTable,
  order: PredictionOrder,
  from: number,
  count: number,
): Promise<PredictedRow[]> {
  const { starts, bySureness } = table;
  const length = order === 'file' ? starts.length - 1 : bySureness.length;
  const places = Array.from({ length: Math.max(0, Math.min(count, length - from)) }, (_, i) => from + i);
  return Promise.all(
    places.map((place) => {
      if (order === 'file') return readRow(table, place);
      return readRow(table, elementAt(bySureness, order === 'leastSure' ? place : length - 1 - place));
    }),
  );
}

async function readRow(table: PredictionTable, index: number): Promise<PredictedRow> {
  const { ownColumns, hasUnsure } = table;
  const cells = elementAt(await readLines(table, index, index + 1), 0);
  const [prediction = '', confidence = '', person] = cells.slice(ownColumns);
  return {
    index,
    cells: cells.slice(0, ownColumns),
    prediction,
    confidence: confidence === '' ? null : Number(confidence),
    unsure: hasUnsure && person === 'yes',
  };
}

/** All rows as an Excel workbook. @throws AbortError when stopped */
export function writeWorkbook(
  table: PredictionTable,
  onProgress: ReportProgress,
  signal: AbortSignal,
): Promise<PredictionWorkbook> {
  const total = table.starts.length - 1;
  return predictionWorkbook(table, (done) => {
    onProgress({ job: 'Exporting', done, total, detail: 'Writing the Excel file' });
    return breathe(signal);
  });
}
