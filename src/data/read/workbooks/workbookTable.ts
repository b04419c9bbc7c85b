// A sheet of a workbook as a table, whatever the workbook is: .xlsx, .xls, .ods, XML or a web page.

import type { Format, FormatChoice } from '../../../domain/dataset';
import { Failure } from '../../../domain/failures';
import { archiveLimits, tableLimits } from '../../../domain/limits';
import type { ByteSource } from '../bytes/byteSource';
import { decodeText, OtherEncoding } from '../encodings/decodeText';
import { columnNames, looksLikeHeader } from '../delimited/header';
import { HtmlTable } from './htmlTables';
import { guessLinesAbove, rowsBelow, type NumberedRows } from '../delimited/linesAbove';
import { openOds } from './odsWorkbook';
import type { Markup } from '../otherLanguages';
import { RowShaper, underLines, type RowPiece } from '../delimited/rowShape';
import { usualWidth } from '../delimited/sampleReading';
import { SpreadsheetXmlSheet } from './spreadsheetXml';
import { streamedSheets } from './streamedSheets';
import type { Sample, Table } from '../table';
import type { SheetRow, Workbook } from './workbook';
import { checkWorkbookSize } from './workbookSize';
import { openXlsx } from './xlsxWorkbook';
import { charactersPerPiece, xmlParser, type XmlHandler } from './xmlEvents';
import { zipParts } from '../archives/zipParts';

const firstRows = 500;
/** A label that stands beside more rows is no name of a column. */
const mostHeaderRows = 4;

/**
 * Opens the chosen sheet, else the first visible one with two columns: of a zip (.xlsx, .ods) or an OLE container (.xls).
 *
 * @throws Failure `BrokenWorkbook`, `NoRows`, `NotText`, `TableTooLarge`
 */
export async function openWorkbook(source: ByteSource, choice: FormatChoice, isZip: boolean): Promise<Table> {
  if (source.size > archiveLimits.workbookBytes) {
    throw new Failure(
      'BrokenWorkbook',
      `“${source.name}” is too large for a workbook. Save its sheet as CSV (UTF-8) and drop that here.`,
    );
  }
  return openSheet(source.name, choice, async () => {
    const file = await new Response(source.open().stream).blob();
    if (!isZip) return (await import('./xlsWorkbook')).openXls(source.name, new Uint8Array(await file.arrayBuffer()));
    await checkWorkbookSize(source.name, file);
    const parts = await zipParts(file);
    return parts.has('content.xml') ? openOds(source.name, parts) : openXlsx(parts);
  });
}

/**
 * As `openWorkbook`, for a text that has sheets in it.
 *
 * @throws Failure as there; OtherEncoding
 */
export function openMarkup(source: ByteSource, choice: FormatChoice, sample: Sample, markup: Markup): Promise<Table> {
  const read = async function* (handler: XmlHandler): AsyncGenerator<void> {
    const parser = xmlParser(handler, markup === 'html');
    for await (const { text } of decodeText(source, sample.encoding, sample.encodingIsCertain, charactersPerPiece)) {
      parser.write(text);
      yield;
    }
    parser.end();
    yield;
  };
  const readerOf = (wanted: number) => (markup === 'html' ? new HtmlTable(wanted) : new SpreadsheetXmlSheet(wanted));
  return openSheet(source.name, choice, () => streamedSheets(read, readerOf));
}

async function openSheet(name: string, choice: FormatChoice, open: () => Promise<Workbook>): Promise<Table> {
  try {
    const workbook = await open();
    return tableOf(name, workbook, await chooseSheet(workbook, choice.sheet), choice);
  } catch (error) {
    throw brokenWorkbook(name, error);
  }
}

/** The first rows of a sheet. */
interface Sheet {
  name: string;
  rows: SheetRow[];
}

function tableOf(name: string, workbook: Workbook, sheet: Sheet, choice: FormatChoice): Table {
  const numbers = sheet.rows.map(({ index }) => index + 1);
  const written: NumberedRows = { rows: sheet.rows.map(({ cells }) => cells), numbers };
  const width = Math.max(0, ...written.rows.map(({ length }) => length));
  const filled: NumberedRows = { rows: sheet.rows.map((row) => row.filled.slice(0, width)), numbers };
  // A title may be one merged cell as wide as the table: filled, it would look like a row of it.
  let linesAbove = choice.linesAbove ?? guessLinesAbove(written);
  const hasHeader = choice.hasHeader ?? looksLikeHeader(rowsBelow(filled, linesAbove));
  if (hasHeader && choice.linesAbove === undefined) linesAbove += headerHeight(sheet, linesAbove) - 1;
  const rows = rowsBelow(filled, linesAbove);
  const header = (hasHeader && rows[0]) || null;
  const others = hasHeader ? rows.slice(1) : rows;
  const format = {
    sheet: sheet.name,
    sheets: workbook.sheets,
    hasHeader,
    ...(linesAbove > 0 && { linesAbove }),
  };
  return {
    name,
    format: { kind: 'workbook', ...format },
    columns: columnNames(header, width),
    header,
    first: others.map((row) => Array.from({ length: width }, (_, index) => row[index] ?? '')),
    problem: problemOf(format, others, width),
    async *rows() {
      try {
        yield* readSheet(workbook, format, width);
      } catch (error) {
        throw brokenWorkbook(name, error);
      }
    },
  };
}

/** Rows that the names of columns take: a name may stand in merged cells beside two rows of others. */
function headerHeight({ rows }: Sheet, linesAbove: number): number {
  const first = rows.find(({ index }) => index >= linesAbove);
  return first && first.height <= mostHeaderRows ? first.height : 1;
}

async function* readSheet(workbook: Workbook, format: SheetFormat, width: number): AsyncGenerator<RowPiece> {
  const shaper = new RowShaper(width, format);
  let next = 0;
  for await (const rows of workbook.rows(format.sheet)) {
    let pending: string[][] = [];
    for (const { index, cells, filled } of rows) {
      // Rows without a cell are not in the file, but have numbers.
      if (index > next) {
        yield withoutShort(shaper.shape(pending, null, false));
        pending = [];
        shaper.skip(index - next);
      }
      next = index + 1;
      pending.push(filled.slice(0, Math.max(width, cells.length)));
    }
    const piece = withoutShort(shaper.shape(pending, null, false));
    yield { ...piece, odd: { ...piece.odd, ...oddCells(rows) } };
  }
}

/** A sheet stores no empty cells at the end of a row: short rows are nothing to tell of. */
const withoutShort = (piece: RowPiece): RowPiece => ({ ...piece, odd: { ...piece.odd, short: 0 } });

const oddCells = (rows: SheetRow[]) => ({
  errors: rows.filter(({ hasError }) => hasError).length,
  rounded: rows.filter(({ isRounded }) => isRounded).length,
  formulas: rows.filter(({ hasOpenFormula }) => hasOpenFormula).length,
});

async function chooseSheet(workbook: Workbook, chosen: string | undefined): Promise<Sheet> {
  const { sheets } = workbook;
  const candidates = chosen !== undefined && sheets.includes(chosen) ? [chosen] : sheets.slice(0, tableLimits.sheets);
  let best: Sheet | null = null;
  for (const name of candidates) {
    const rows = await beginning(workbook, name);
    if (usualWidth(rows.map(({ cells }) => cells))[0] >= 2 || candidates.length === 1) return { name, rows };
    if (rows.length > (best?.rows.length ?? 0)) best = { name, rows };
  }
  if (best) return best;
  throw new Failure('NoRows', 'This workbook has no rows in any sheet. Choose one with a text in each row.');
}

async function beginning(workbook: Workbook, sheet: string): Promise<SheetRow[]> {
  const first: SheetRow[] = [];
  for await (const rows of workbook.rows(sheet)) {
    for (const row of rows) if (row.cells.length > 0 && first.length < firstRows) first.push(row);
    if (first.length === firstRows) break;
  }
  return first;
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

function brokenWorkbook(name: string, error: unknown): unknown {
  if (error instanceof Failure || error instanceof OtherEncoding || !(error instanceof Error)) return error;
  return new Failure(
    'BrokenWorkbook',
    `“${name}” can’t be read as a workbook (${error.message}). Open it elsewhere, save the sheet as CSV (UTF-8) and drop that here.`,
    { cause: error },
  );
}
