// Files whose columns have types, as a table: their rows become cells as records of JSON do.

import type { Format } from '../../../domain/dataset';
import { Failure } from '../../../domain/failures';
import type { ByteSource } from '../bytes/byteSource';
import { recordOf, type ColumnType } from './columnTypes';
import { JsonRows } from '../json/jsonRows';
import type { RowPiece } from '../delimited/rowShape';
import type { Table } from '../table';

/** Rows that stand together in the file. */
export interface ColumnarPart {
  rowCount: number;
  columns: ReadonlyMap<string, ColumnType>;
  valueAt: (row: number, column: number) => unknown;
  /** How many of the source's bytes are behind it. */
  bytesRead: number;
}

export interface ColumnarFile {
  format: Extract<Format, { kind: 'parquet' | 'arrow' }>;
  /** @param most rows that are wanted; absent: all */
  parts: (most?: number) => AsyncGenerator<ColumnarPart>;
}

const firstRows = 500;
/** Rows that are passed on together. */
const rowsPerPiece = 1000;

/** @throws Failure `BrokenTable` where it can't be read */
export async function columnarTable(source: ByteSource, file: ColumnarFile): Promise<Table> {
  const beginning = new JsonRows();
  const first: string[][] = [];
  try {
    for await (const part of file.parts(firstRows)) {
      for (let row = 0; row < part.rowCount && first.length < firstRows; row++) {
        beginning.add(recordOf(part.columns, (column) => part.valueAt(row, column)));
        first.push(...beginning.take());
      }
      if (first.length >= firstRows) break;
    }
  } catch (error) {
    throw brokenTable(source.name, error);
  }
  const { columns } = beginning;
  for (const row of first) while (row.length < columns.length) row.push('');
  return {
    name: source.name,
    format: file.format,
    columns,
    header: null,
    first,
    problem: problemOf(first, columns),
    async *rows() {
      try {
        yield* allRows(file, columns);
      } catch (error) {
        throw brokenTable(source.name, error);
      }
    },
  };
}

async function* allRows(file: ColumnarFile, columns: string[]): AsyncGenerator<RowPiece> {
  // The columns of the beginning keep their indices.
  const rows = new JsonRows(columns);
  for await (const part of file.parts()) {
    for (let start = 0; start < part.rowCount; start += rowsPerPiece) {
      const end = Math.min(start + rowsPerPiece, part.rowCount);
      for (let row = start; row < end; row++) rows.add(recordOf(part.columns, (column) => part.valueAt(row, column)));
      const piece = rows.piece(part.bytesRead);
      const undecodable = piece.rows.filter((row) => row.some((cell) => cell.includes('\uFFFD'))).length;
      yield { ...piece, odd: { ...piece.odd, undecodable } };
    }
  }
}

function problemOf(first: string[][], columns: string[]): Failure | null {
  if (first.length === 0) return new Failure('NoRows', 'This file has columns, but no rows. Choose one with rows.');
  if (columns.length > 1) return null;
  return new Failure(
    'OneColumn',
    `This file has only one column${columns[0] ? `, “${columns[0]}”` : ''}. Hone needs two, one with the texts and one with their labels.`,
  );
}

function brokenTable(name: string, error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  return new Failure(
    'BrokenTable',
    `“${name}” is broken or cut off, or has something in it that Hone does not read (${error.message}). ` +
      'Copy it here again; or read it in Python and write it as CSV: pandas.DataFrame.to_csv().',
    { cause: error },
  );
}
