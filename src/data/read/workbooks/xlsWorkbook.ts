// What lies in an OLE container: old Excel workbooks (.xls), new ones under a password, other documents of Office.

import { readXls, type CellValue } from 'hucre/xlsx';
import { Failure } from '../../../domain/failures';
import { lockedWorkbook } from './lockedWorkbook';
import { MergedCells } from './mergedCells';
import { dateText, SheetRowBuilder, type Workbook } from './workbook';

/** @throws Failure `BrokenWorkbook` where it is locked; `NotText` where it is no workbook */
export async function openXls(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Workbook> {
  const has = streamNames(bytes);
  if (has('EncryptedPackage') || isLockedXls(bytes)) throw lockedWorkbook(name);
  if (!has('Workbook')) throw otherDocument(has('WordDocument'), has('Book'));
  const { sheets } = await readXls(bytes);
  return {
    sheets: sheets.map((sheet) => sheet.name),
    async *rows(chosen) {
      const sheet = sheets.find((own) => own.name === chosen);
      if (!sheet) return;
      const merged = new MergedCells(
        (sheet.merges ?? []).map(({ startRow, endRow, startCol, endCol }) => ({
          firstRow: startRow,
          lastRow: endRow,
          firstColumn: startCol,
          lastColumn: endCol,
        })),
      );
      yield Array.from(sheet.rows.entries(), ([index, values]) => {
        const row = new SheetRowBuilder(index);
        // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- Rows without a cell are missing.
        (values ?? []).forEach((value, column) => setCell(row, column, value));
        return row.done(merged);
      });
    },
  };
}

function setCell(row: SheetRowBuilder, column: number, value: CellValue): void {
  if (typeof value === 'number') {
    // Beyond 2^53 the digits are no longer those that were typed: as with an exponent.
    const isExact = !Number.isInteger(value) || Number.isSafeInteger(value);
    row.setNumber(column, isExact ? String(value) : value.toExponential());
  } else if (typeof value === 'boolean') {
    row.set(column, value ? 'TRUE' : 'FALSE');
  } else if (value instanceof Date) {
    const text = dateText(value);
    row.set(column, value.getTime() < firstDay ? (text.split(' ').at(-1) ?? '') : text);
  } else if (value !== null) {
    row.set(column, value);
  }
}

/** What lies before it is a time alone. */
const firstDay = Date.UTC(1900, 0, 1);

/** Whether a stream of a name is in a container: names are UTF-16. */
function streamNames(bytes: Uint8Array<ArrayBuffer>): (name: string) => boolean {
  // One character a byte.
  const text = new TextDecoder('latin1').decode(bytes);
  return (name) => text.includes(`${[...name].join('\0')}\0\0\0`);
}

const sectorBytes = 512;
/** How the stream of a workbook begins: record 0x809 of 16 bytes, version 0x600, of a whole workbook. */
const beginning = [0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00];
const filePass = 0x2f;

/** Whether the first record behind the beginning says that the others are encrypted. */
function isLockedXls(bytes: Uint8Array<ArrayBuffer>): boolean {
  for (let at = 0; at < bytes.length; at += sectorBytes) {
    if (beginning.every((byte, index) => bytes[at + index] === byte))
      return bytes[at + 20] === filePass && bytes[at + 21] === 0;
  }
  return false;
}

function otherDocument(isWord: boolean, isOlderExcel: boolean): Failure {
  if (isOlderExcel) {
    return new Failure(
      'NotText',
      'This is a workbook of Excel 5 or 95, which Hone does not read. Open it in a spreadsheet, save the sheet as .xlsx or CSV (UTF-8) and drop that here.',
    );
  }
  const what = isWord ? 'a Word document (.doc)' : 'an Office document without a workbook';
  return new Failure(
    'NotText',
    `This looks like ${what}, not like a table of texts. Put its texts and their labels into a spreadsheet and drop that here.`,
  );
}
