// A file as a table: sniffed on its beginning, then read as a stream. One TextDecoder decodes the whole stream
// before the parser sees it; PapaParse's own chunks garble characters and line ends at their borders.

import type { Dialect } from '../domain/dataset';
import { Failure } from '../domain/failures';
import { detectEncoding, isValidIn } from './encoding';
import { guessDialect } from './dialect';
import { columnNames } from './header';
import { RowParser } from './rowParser';

/** What is read to guess encoding, delimiter, quotes and header. */
const sampleBytes = 1024 * 1024;

/** A table whose rows can be read. */
export interface Table {
  dialect: Dialect;
  columns: string[];
  /** The rows, header left out, each as wide as `columns`. `bytesRead` of the file are behind them. */
  rows(): AsyncGenerator<{ rows: string[][]; bytesRead: number }>;
}

/**
 * Opens a delimited text file.
 *
 * @throws Failure `NotText`, `CannotDecode`, `NoRows`, `OneColumn`, `BrokenQuote`
 */
export async function openTable(file: Blob): Promise<Table> {
  const bytes = new Uint8Array(await file.slice(0, sampleBytes).arrayBuffer());
  if (bytes.length === 0) throw new Failure('NoRows', 'This file is empty. Choose one with rows.');
  const encoding = await chooseEncoding(file, bytes);
  // A sample may end within a character.
  const sample = new TextDecoder(encoding).decode(bytes, { stream: true });
  const dialect = guessDialect(sample, encoding);
  const first = sampleRows(sample, dialect);
  if (first.length === 0) {
    throw new Failure('NoRows', 'This file has no rows. Choose one with a text in each row.');
  }
  const width = usualWidth(first);
  if (width < 2) throw oneColumn();
  const columns = columnNames(dialect.hasHeader ? (first[0] ?? null) : null, width);
  return { dialect, columns, rows: () => readRows(file, dialect, width) };
}

async function chooseEncoding(file: Blob, sample: Uint8Array): Promise<string> {
  const guessed = detectEncoding(sample);
  if (await isValidIn(file, guessed)) return guessed;
  // Plain ASCII at first, then bytes that are no UTF-8: an older Western encoding.
  if (guessed === 'utf-8' && sample[0] !== 0xef) return 'windows-1252';
  throw new Failure(
    'CannotDecode',
    `This file says it is ${guessed.toUpperCase()}, but parts of it are not. Save it again as CSV (UTF-8) and drop that here.`,
  );
}

function sampleRows(sample: string, dialect: Dialect): string[][] {
  const parser = new RowParser(dialect);
  const rows = parser.push(sample);
  return rows.length > 0 ? rows : parser.end();
}

/** The number of cells that most rows have. */
function usualWidth(rows: string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

function oneColumn(): Failure {
  return new Failure(
    'OneColumn',
    'Only one column was found: commas, tabs, semicolons and pipes were tried. ' +
      'Hone needs two, one with the texts and one with their labels.',
  );
}

async function* readRows(file: Blob, dialect: Dialect, width: number) {
  const decoder = new TextDecoder(dialect.encoding, { fatal: true });
  const parser = new RowParser(dialect);
  let bytesRead = 0;
  let headerPending = dialect.hasHeader;
  const finish = (rows: string[][]) => {
    if (headerPending && rows.length > 0) {
      headerPending = false;
      rows.shift();
    }
    return { rows: rows.map((row) => fitWidth(row, width)), bytesRead };
  };
  for await (const chunk of file.stream()) {
    bytesRead += chunk.byteLength;
    yield finish(parser.push(decoder.decode(chunk, { stream: true })));
  }
  yield finish([...parser.push(decoder.decode()), ...parser.end()]);
}

/**
 * A row with exactly `width` cells. Surplus cells come from unquoted delimiters in a text; nobody can tell which, so
 * they are left out. Lone surrogates, which no file can hold, become U+FFFD.
 */
function fitWidth(row: string[], width: number): string[] {
  return Array.from({ length: width }, (_, index) => (row[index] ?? '').toWellFormed());
}
