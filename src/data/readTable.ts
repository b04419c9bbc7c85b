// A file as a table: sniffed on its beginning, then read as a stream. One TextDecoder decodes the whole stream
// before the parser sees it; PapaParse's own chunks garble characters and line ends at their borders.

import type { Dialect } from '../domain/dataset';
import { Failure } from '../domain/failures';
import { readBytes } from './byteStream';
import { detectEncoding, isValidIn } from './encoding';
import { guessDialect, usualWidth } from './dialect';
import { columnNames } from './header';
import { RowParser } from './rowParser';

/** What is read to guess encoding, delimiter, quotes and header. Less than the longest row that is allowed. */
const sampleBytes = 512 * 1024;

/** Rows, and how many bytes of the file are behind them. */
export interface RowPiece {
  rows: string[][];
  bytesRead: number;
}

/** A table whose rows can be read. */
export interface Table {
  dialect: Dialect;
  columns: string[];
  /** The rows, header left out, each as wide as `columns`. `surplusRows` of them had cells beyond that. */
  rows(): AsyncGenerator<RowPiece & { surplusRows: number }>;
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
  const isWholeFile = bytes.length === file.size;
  const dialect = guessDialect(sample, encoding, isWholeFile);
  const first = sampleRows(sample, dialect, isWholeFile);
  const header = dialect.hasHeader ? (first.shift() ?? null) : null;
  if (first.length === 0) {
    throw new Failure(
      'NoRows',
      header
        ? `This file has column names (${header.join(', ')}) and no rows under them. Choose one with a text in each row.`
        : 'This file has no rows. Choose one with a text in each row.',
    );
  }
  const width = Math.max(usualWidth(first)[0], header?.length ?? 0);
  if (width < 2) throw oneColumn();
  refuseUnlikeRows(first, header, width, dialect);
  return {
    dialect,
    columns: columnNames(header, width),
    async *rows() {
      for await (const { rows, bytesRead } of readTable(file, dialect)) {
        const surplusRows = rows.filter((row) => row.slice(width).some(isFilled)).length;
        yield { rows: rows.map((row) => fitWidth(row, width)), bytesRead, surplusRows };
      }
    },
  };
}

/** The rows of a file in a known dialect, as wide as each is written; the header and blank lines are left out. */
export async function* readTable(file: Blob, dialect: Dialect): AsyncGenerator<RowPiece> {
  const decoder = new TextDecoder(dialect.encoding, { fatal: true });
  const parser = new RowParser(dialect);
  let bytesRead = 0;
  let headerPending = dialect.hasHeader;
  const withoutHeader = (rows: string[][]) => {
    if (headerPending && rows.length > 0) {
      headerPending = false;
      rows.shift();
    }
    return { rows, bytesRead };
  };
  for await (const bytes of readBytes(file.stream())) {
    bytesRead += bytes.byteLength;
    yield withoutHeader(parser.push(decode(bytes)));
  }
  yield withoutHeader([...parser.push(decode()), ...parser.end()]);

  function decode(bytes?: Uint8Array): string {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (error) {
      if (error instanceof TypeError) throw cannotDecode(dialect.encoding);
      throw error;
    }
  }
}

async function chooseEncoding(file: Blob, sample: Uint8Array): Promise<string> {
  const guessed = detectEncoding(sample);
  // Any bytes are windows-1252.
  if (guessed === 'windows-1252' || (await isValidIn(file, guessed))) return guessed;
  // Plain ASCII at first, then bytes that are no UTF-8: an older Western encoding.
  if (guessed === 'utf-8' && sample[0] !== 0xef) return 'windows-1252';
  throw cannotDecode(guessed);
}

function cannotDecode(encoding: string): Failure {
  return new Failure(
    'CannotDecode',
    `This file says it is ${encoding.toUpperCase()}, but parts of it are not. Save it again as CSV (UTF-8) and drop that here.`,
  );
}

/** The rows of the sample that are whole. Where quotes break it, those before. */
function sampleRows(sample: string, dialect: Dialect, isWholeFile: boolean): string[][] {
  const parser = new RowParser(dialect);
  const rows = parser.push(sample);
  return isWholeFile || rows.length === 0 ? [...rows, ...parser.end()] : rows;
}

function oneColumn(): Failure {
  return new Failure(
    'OneColumn',
    'Only one column was found: commas, tabs, semicolons and pipes were tried. ' +
      'Hone needs two, one with the texts and one with their labels.',
  );
}

/** Prose has commas too: where most rows differ in width, it is no table, or one whose texts lack their quotes. */
function refuseUnlikeRows(
  rows: string[][],
  header: string[] | null,
  width: number,
  { delimiter }: Dialect,
): void {
  const fits = (row: string[]) =>
    row.length < width ? header !== null && row.length > 1 : !row.slice(width).some(isFilled);
  const fitting = rows.filter(fits).length;
  if (fitting >= rows.length / 2) return;
  throw new Failure(
    'OneColumn',
    `The rows of this file do not have the same columns: split at each ${delimiterNames.get(delimiter)}, only ${fitting} of the ` +
      `first ${rows.length} have ${width}. Hone needs two, one with the texts and one with their labels. ` +
      'Texts that have the separator in them must stand in quotation marks.',
  );
}

const delimiterNames = new Map([
  ['\t', 'tab'],
  [';', 'semicolon'],
  ['|', 'pipe'],
  [',', 'comma'],
]);

const isFilled = (cell: string) => cell.trim() !== '';

/**
 * A row with exactly `width` cells. Surplus cells come from unquoted delimiters in a text; nobody can tell which, so
 * they are left out. Lone surrogates, which no file can hold, become U+FFFD.
 */
function fitWidth(row: string[], width: number): string[] {
  return Array.from({ length: width }, (_, index) => (row[index] ?? '').toWellFormed());
}
