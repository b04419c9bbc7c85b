// A data set in the store, for tests in a browser.

import type { DataSet } from '../../src/domain/dataset';
import { noOddRows } from '../../src/domain/dataset';
import { RowWriter } from '../../src/storage/dataSets';

/** Stores rows of a text and a label as a data set. */
export async function storeDataSet(id: string, rows: string[][]): Promise<DataSet> {
  const writer = new RowWriter(id);
  await writer.add(rows);
  return writer.seal({
    id,
    name: `${id}.csv`,
    createdAt: 1000,
    byteLength: rows.flat().join('\n').length,
    sources: [],
    skipped: [],
    columns: ['text', 'label'],
    rowCount: rows.length,
    stretches: [{ row: 0, number: 2 }],
    importSeconds: 0.5,
    odd: noOddRows,
  });
}

/** Rows of two labels in turn, every text another. */
export const rowsOfTwoLabels = (count: number): string[][] =>
  Array.from({ length: count }, (_, row) => [`text number ${row}`, row % 2 ? 'b' : 'a']);
