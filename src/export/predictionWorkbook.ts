// A classified file as an Excel workbook. Rows go from the CSV into the sheet in pieces; only the finished file is whole.

import { writeXlsxStream } from 'hucre/xlsx';
import { sheetLimits, type PredictionTable, type PredictionWorkbook } from '../domain/classifiedFile';
import { elementAt } from '../domain/element';
import { readLines } from './predictionTable';

/** Rows that are read together. */
const rowsPerPiece = 2048;
/** Bytes of CSV from which on the sheet may outgrow a plain zip. */
const largeCsv = 1e9;

/**
 * The table with the file's own cells as text, whatever they look like: nothing is run, and long numbers keep their digits.
 * Confidence and probabilities are numbers.
 *
 * @param onRows hears how many rows are read; may throw to stop
 */
export async function predictionWorkbook(
  table: PredictionTable,
  onRows: (done: number) => void | Promise<void> = () => {},
): Promise<PredictionWorkbook> {
  const rowCount = table.starts.length - 1;
  let cutCells = 0;
  const text = (cell: string): string | null => {
    if (cell === '') return null;
    if (cell.length > sheetLimits.characters) cutCells++;
    return escaped(cell.slice(0, sheetLimits.characters));
  };
  const isNumber = table.columns.map((_, column) => holdsNumbers(table, column));
  async function* rows() {
    yield table.columns.map(text);
    for (let from = 0; from < rowCount; from += rowsPerPiece) {
      const to = Math.min(from + rowsPerPiece, rowCount);
      for (const cells of await readLines(table, from, to)) {
        yield cells.map((cell, column) => (elementAt(isNumber, column) && cell !== '' ? Number(cell) : text(cell)));
      }
      await onRows(to);
    }
  }
  const columns = table.columns.map((_, column) => ({ width: column < table.ownColumns ? 24 : 16 }));
  const options = { name: 'Predictions', columns, freezePane: { rows: 1 }, zip64: table.csv.size > largeCsv };
  const file = await new Response(writeXlsxStream(rows(), options)).blob();
  return { file: file.slice(0, file.size, workbookType), cutCells };
}

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** After the file's own columns come the prediction, its confidence, perhaps who decides, and the probabilities. */
function holdsNumbers({ ownColumns, hasUnsure }: PredictionTable, column: number): boolean {
  const place = column - ownColumns;
  return place === 1 || place > (hasUnsure ? 2 : 1);
}

/** Excel reads `_x0041_` as the character of that number (ECMA-376, part 1, 22.9.2.19). */
const escaped = (cell: string) => cell.replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
