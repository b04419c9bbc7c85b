// A sheet of an Excel workbook as a table.

import { readXlsx, streamXlsxRows, type CellValue } from 'hucre/xlsx';
import type { Format, FormatChoice, OddRows } from '../../domain/dataset';
import { Failure } from '../../domain/failures';
import { archiveLimits, tableLimits } from '../../domain/limits';
import { count } from '../../words/numbers';
import type { ByteSource } from './byteSource';
import { usualWidth } from './sampleReading';
import { columnNames, looksLikeHeader } from './header';
import { guessLinesAbove, rowsBelow, type NumberedRows } from './linesAbove';
import { RowShaper, underLines, type RowPiece } from './rowShape';
import type { Table } from './table';
import { tooManyColumns } from './withinLimits';
import { rowsWithoutResults } from './workbookFormulas';
import { checkWorkbookSize } from './workbookSize';

const firstRows = 500;
/** Rows that are passed on together. */
const rowsPerPiece = 1000;

/**
 * Opens the chosen sheet, else the first visible one with two columns.
 *
 * @throws Failure `BrokenWorkbook`, `NoRows`, `TableTooLarge`
 */
export async function openWorkbook(source: ByteSource, choice: FormatChoice): Promise<Table> {
  if (source.size > archiveLimits.workbookBytes) {
    throw new Failure(
      'BrokenWorkbook',
      `“${source.name}” is too large for a workbook. Save its sheet as CSV (UTF-8) and drop that here.`,
    );
  }
  try {
    const bytes = new Uint8Array(await new Response(source.open().stream).arrayBuffer());
    await checkWorkbookSize(source.name, new Blob([bytes]));
    const sheets = await sheetNames(bytes);
    const { sheet, ...first } = await chooseSheet(bytes, sheets, choice.sheet);
    return tableOf(source, bytes, { sheet, sheets }, first, choice);
  } catch (error) {
    throw brokenWorkbook(source.name, error);
  }
}

function tableOf(
  source: ByteSource,
  bytes: Uint8Array,
  { sheet, sheets }: { sheet: string; sheets: string[] },
  numbered: NumberedRows,
  choice: FormatChoice,
): Table {
  const linesAbove = choice.linesAbove ?? guessLinesAbove(numbered);
  const rows = rowsBelow(numbered, linesAbove);
  const hasHeader = choice.hasHeader ?? looksLikeHeader(rows);
  const header = (hasHeader && rows[0]) || null;
  const others = hasHeader ? rows.slice(1) : rows;
  const width = Math.max(0, ...rows.map(({ length }) => length));
  const format = { sheet, sheets, hasHeader, ...(linesAbove > 0 && { linesAbove }) };
  return {
    name: source.name,
    format: { kind: 'workbook', ...format },
    columns: columnNames(header, width),
    header,
    first: others.map((row) => filled(row, width)),
    problem: problemOf(format, others, width),
    rows: () => readSheet(source, bytes, format, width),
  };
}

const filled = (row: string[], width: number) => Array.from({ length: width }, (_, index) => row[index] ?? '');

async function* readSheet(
  source: ByteSource,
  bytes: Uint8Array,
  format: SheetFormat,
  width: number,
): AsyncGenerator<RowPiece> {
  const shaper = new RowShaper(width, format);
  const odd: OddCells = { errors: 0, rounded: 0 };
  let rows: string[][] = [];
  let next = 0;
  let formulas: number;
  try {
    for await (const { index, values } of streamXlsxRows(bytes, { sheet: format.sheet })) {
      checkRow(index);
      // Rows without a cell are not in the file, but have numbers.
      if (index > next && rows.length > 0) {
        yield withoutShort(shaper.shape(rows, null, false));
        rows = [];
      }
      if (index > next) shaper.skip(index - next);
      next = index + 1;
      rows.push(cellTexts(values, odd));
      if (rows.length < rowsPerPiece) continue;
      // How many more there are is not known.
      yield withoutShort(shaper.shape(rows, null, false));
      rows = [];
    }
    formulas = await rowsWithoutResults(new Blob([new Uint8Array(bytes)]), format.sheet);
  } catch (error) {
    throw brokenWorkbook(source.name, error);
  }
  const last = withoutShort(shaper.shape(rows, null, false));
  yield { ...last, odd: { ...last.odd, ...odd, formulas } };
}

/** A sheet stores no empty cells at the end of a row: short rows are nothing to tell of. */
const withoutShort = (piece: RowPiece): RowPiece => ({ ...piece, odd: { ...piece.odd, short: 0 } });

/** @throws Failure `BrokenWorkbook` for a row number that no sheet has */
function checkRow(index: number): void {
  if (Number.isInteger(index) && index >= 0 && index < tableLimits.sheetRows) return;
  throw new Failure(
    'BrokenWorkbook',
    `This workbook has a row numbered ${count(index + 1)}; a sheet has at most ${count(tableLimits.sheetRows)}. Save the sheet as CSV (UTF-8) and drop that here.`,
  );
}

async function sheetNames(bytes: Uint8Array): Promise<string[]> {
  const visible: string[] = [];
  const hidden: string[] = [];
  await readXlsx(bytes, {
    sheets({ name, hidden: isHidden, veryHidden }) {
      (isHidden || veryHidden ? hidden : visible).push(name);
      // Only asked for its name.
      return false;
    },
  });
  return [...visible, ...hidden];
}

async function chooseSheet(
  bytes: Uint8Array,
  sheets: string[],
  chosen: string | undefined,
): Promise<NumberedRows & { sheet: string }> {
  const candidates = chosen !== undefined && sheets.includes(chosen) ? [chosen] : sheets.slice(0, tableLimits.sheets);
  let best: (NumberedRows & { sheet: string }) | null = null;
  for (const sheet of candidates) {
    const rows: string[][] = [];
    const numbers: number[] = [];
    for await (const { index, values } of streamXlsxRows(bytes, { sheet, maxRows: firstRows })) {
      checkRow(index);
      const row = cellTexts(values, { errors: 0, rounded: 0 });
      if (row.length === 0) continue;
      rows.push(row);
      numbers.push(index + 1);
    }
    if (usualWidth(rows)[0] >= 2 || candidates.length === 1) return { sheet, rows, numbers };
    if (rows.length > (best?.rows.length ?? 0)) best = { sheet, rows, numbers };
  }
  if (best) return best;
  throw new Failure('NoRows', 'This workbook has no rows in any sheet. Choose one with a text in each row.');
}

type SheetFormat = Pick<Extract<Format, { kind: 'workbook' }>, 'sheet' | 'hasHeader' | 'linesAbove'>;

function problemOf(format: SheetFormat, rows: string[][], width: number): Failure | null {
  const { sheet } = format;
  if (rows.length === 0) {
    return new Failure(
      'NoRows',
      `The sheet “${sheet}” has no rows of data${underLines(format)}. Choose another sheet below, or another file.`,
    );
  }
  if (width >= 2) return null;
  return new Failure(
    'OneColumn',
    `The sheet “${sheet}” has only one column. Hone needs two, one with the texts and one with their labels. Choose another sheet below, or another file.`,
  );
}

/** Rows with cells that are not what they say. */
type OddCells = Pick<OddRows, 'errors' | 'rounded'>;

/** What a spreadsheet shows where a formula fails. */
const spreadsheetError = /^#(N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$/;

/** The cells of a row as texts, without empty ones at its end. `odd` is added to. @throws Failure `TableTooLarge` */
function cellTexts(values: CellValue[], odd: OddCells): string[] {
  const texts = Array.from(values, cellText);
  if (texts.some((text) => spreadsheetError.test(text))) {
    odd.errors++;
    texts.forEach((text, index) => {
      if (spreadsheetError.test(text)) texts[index] = '';
    });
  }
  if (values.some(isRounded)) odd.rounded++;
  while (texts.length > 0 && texts.at(-1) === '') texts.pop();
  if (texts.length > tableLimits.columns) throw tooManyColumns();
  return texts;
}

/** Whether a number has more digits than it can hold: an id that should be a text. */
const isRounded = (value: CellValue | undefined) =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21;

/** As a spreadsheet shows it in English, but dates as ISO 8601. */
function cellText(value: CellValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (!(value instanceof Date)) return typeof value === 'string' ? value.toWellFormed() : String(value);
  if (Number.isNaN(value.getTime())) return '';
  const [date = '', time = ''] = value.toISOString().split(/[T.]/);
  return time === '00:00:00' ? date : `${date} ${time}`;
}

function brokenWorkbook(name: string, error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  return new Failure(
    'BrokenWorkbook',
    `“${name}” can’t be read as an Excel workbook (${error.message}). Open it elsewhere, save the sheet as CSV (UTF-8) and drop that here.`,
    { cause: error },
  );
}
