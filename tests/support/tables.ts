// Tables read as the app reads them.

import { fileSource, type ByteSource } from '../../src/data/read/bytes/byteSource';
import { OtherEncoding } from '../../src/data/read/encodings/decodeText';
import { JoinedTables } from '../../src/data/read/joinTables';
import { openTable } from '../../src/data/read/readTable';
import type { Table } from '../../src/data/read/table';
import { noOddRows, type FormatChoice, type OddRows } from '../../src/domain/dataset';
import type { InputFile } from '../../src/domain/inputFiles';
import { readFiles, rowsOf } from '../../src/pipeline/data/readFiles';
import { readData } from './dataFiles';

/** A file of tests/data. */
export const dataFile = (path: string): Blob => new Blob([new Uint8Array(readData(path))]);

export interface ReadTable extends Omit<Table, 'rows'> {
  rows: string[][];
  odd: OddRows;
  /** Index of a row, and its number in the file from there on. */
  jumps: { row: number; number: number }[];
}

/** All rows of a file, read as one table. @throws Failure what keeps it from being imported */
export function readRows(file: Blob, choice: FormatChoice = {}): Promise<ReadTable> {
  return readSource(fileSource('table', file), choice);
}

/** All rows of files and folders under their common columns. @throws Failure what keeps them from being imported */
export async function readInputs(inputs: InputFile[], choices: [string, FormatChoice][] = []) {
  return readFiles(
    inputs,
    new Map(choices),
    () => {},
    async (opened) => {
      const joined = new JoinedTables(opened.tables);
      const rows: string[][] = [];
      const odd: OddRows = { ...noOddRows };
      for (const [index, table] of opened.tables.entries()) {
        for await (const piece of rowsOf(table)) {
          rows.push(...joined.join(index, piece.rows));
          for (const [reason, count] of Object.entries(piece.odd)) odd[reason as keyof OddRows] += count;
        }
      }
      // Columns that came late are empty in the rows before.
      for (const row of rows) while (row.length < joined.columns.length) row.push('');
      return { ...opened, columns: joined.columns, rows, odd };
    },
  );
}

/** As `readRows`. */
export async function readSource(source: ByteSource, choice: FormatChoice = {}): Promise<ReadTable> {
  const table = await openTable(source, choice);
  if (table.problem) throw table.problem;
  const rows: string[][] = [];
  const odd: OddRows = { ...noOddRows };
  const jumps: ReadTable['jumps'] = [];
  try {
    for await (const piece of table.rows()) {
      for (const { index, number } of piece.jumps) jumps.push({ row: rows.length + index, number });
      for (const row of piece.rows) rows.push(row);
      for (const [reason, count] of Object.entries(piece.odd)) {
        odd[reason as keyof OddRows] += count;
      }
    }
  } catch (error) {
    if (!(error instanceof OtherEncoding)) throw error;
    return readSource(source, { ...choice, encoding: error.guess.encoding });
  }
  return { ...table, rows, odd, jumps };
}
