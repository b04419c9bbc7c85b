// OpenDocument spreadsheets (.ods): a zip whose content.xml has all sheets (OASIS OpenDocument 1.3, part 3).

import { Failure } from '../../../domain/failures';
import { tableLimits } from '../../../domain/limits';
import { lockedWorkbook } from './lockedWorkbook';
import { MergedCells } from './mergedCells';
import { repeats, SheetReader, streamedSheets } from './streamedSheets';
import { SheetRowBuilder, type Workbook } from './workbook';
import { readXml, xmlEvents } from './xmlEvents';
import type { ZipParts } from '../archives/zipParts';

/** @throws Failure `BrokenWorkbook` where it is locked; `NotText` where it is no spreadsheet */
export async function openOds(name: string, parts: ZipParts): Promise<Workbook> {
  const tags = new Set<string>();
  await readXml(parts.stream('META-INF/manifest.xml'), { open: (tag) => void tags.add(tag) });
  if (tags.has('encryption-data')) throw lockedWorkbook(name);
  const workbook = await streamedSheets(
    (handler) => xmlEvents(parts.stream('content.xml'), handler),
    (wanted) => new OdsSheet(wanted),
  );
  if (workbook.sheets.length > 0) return workbook;
  throw new Failure(
    'NotText',
    `“${name}” is an office document without a spreadsheet. Put its texts and their labels into a spreadsheet and drop that here.`,
  );
}

interface Cell {
  attributes: Record<string, string>;
  /** Paragraphs of it. */
  texts: string[];
}

class OdsSheet extends SheetReader {
  private merged = new MergedCells();
  private nextRow = 0;
  private row: SheetRowBuilder | null = null;
  private rowRepeats = 1;
  private column = 0;
  private cell: Cell | null = null;
  /** How many notes and tables in cells are open. */
  private asides = 0;
  private paragraph: string | null = null;

  override open(name: string, attributes: Record<string, string>): void {
    if (name === 'table' && !this.cell) {
      this.names.push(attributes['table:name'] || `Sheet ${this.names.length + 1}`);
    } else if (this.names.length - 1 !== this.wanted) {
      return;
    } else if (name === 'table-row' && !this.cell) {
      this.row = new SheetRowBuilder(this.nextRow);
      this.rowRepeats = repeats(attributes['table:number-rows-repeated'], tableLimits.sheetRows);
      this.column = 0;
    } else if (name === 'covered-table-cell' && !this.cell) {
      this.column += repeats(attributes['table:number-columns-repeated'], tableLimits.sheetColumns);
    } else if (name === 'table-cell' && !this.cell) {
      this.cell = { attributes, texts: [] };
    } else if (this.cell) {
      this.openInCell(name, attributes);
    }
  }

  private openInCell(name: string, attributes: Record<string, string>): void {
    if (name === 'annotation' || name === 'table') this.asides++;
    else if (this.asides > 0) return;
    else if (name === 'p' || name === 'h') this.paragraph = '';
    else if (this.paragraph === null) return;
    else if (name === 's') this.paragraph += space.repeat(repeats(attributes['text:c'], mostSpaces));
    else if (name === 'line-break') this.paragraph += '\n';
    else if (name === 'tab') this.paragraph += '\t';
  }

  override text(part: string): void {
    if (this.paragraph !== null && this.asides === 0) this.paragraph += part.replaceAll(/[\t\n\r ]+/g, ' ');
  }

  override close(name: string): void {
    if (name === 'table' && !this.cell) {
      this.merged = new MergedCells();
      this.nextRow = 0;
    } else if (name === 'annotation' || name === 'table') {
      this.asides--;
    } else if (this.asides > 0) {
      return;
    } else if (name === 'p' || name === 'h') {
      if (this.paragraph !== null) this.cell?.texts.push(this.paragraph);
      this.paragraph = null;
    } else if (name === 'table-cell') {
      this.endCell();
    } else if (name === 'table-row') {
      this.endRow();
    }
  }

  private endCell(): void {
    const { row, cell } = this;
    this.cell = null;
    if (!row || !cell) return;
    const { attributes, texts } = cell;
    const columns = repeats(attributes['table:number-columns-repeated'], tableLimits.sheetColumns);
    this.merged.add({
      firstRow: row.index,
      lastRow: row.index + repeats(attributes['table:number-rows-spanned'], tableLimits.sheetRows) - 1,
      firstColumn: this.column,
      lastColumn: this.column + repeats(attributes['table:number-columns-spanned'], tableLimits.sheetColumns) - 1,
    });
    const isEmpty = attributes['office:value-type'] === undefined && texts.length === 0;
    if (isEmpty && attributes['table:formula']) row.hasOpenFormula = true;
    for (let index = 0; index < columns && !isEmpty; index++)
      setCell(row, this.column + index, attributes, texts.join('\n'));
    this.column += columns;
  }

  private endRow(): void {
    if (!this.row) return;
    const row = this.row.done(this.merged);
    this.row = null;
    const isBlank = row.cells.length === 0 && !row.hasError && !row.hasOpenFormula;
    for (let copy = 0; copy < this.rowRepeats && !isBlank; copy++) {
      this.rows.push({ ...row, index: new SheetRowBuilder(this.nextRow + copy).index });
    }
    this.nextRow += this.rowRepeats;
  }
}

const space = ' ';
/** Spaces in a row beyond which nobody means them. */
const mostSpaces = 1000;

function setCell(row: SheetRowBuilder, column: number, attributes: Record<string, string>, text: string): void {
  const { 'office:value': value = '', 'office:date-value': date = '' } = attributes;
  if (attributes['calcext:value-type'] === 'error') return row.setError();
  switch (attributes['office:value-type']) {
    case 'float':
    case 'currency':
    case 'percentage':
      return row.setNumber(column, value);
    case 'boolean':
      return row.set(column, attributes['office:boolean-value'] === 'true' ? 'TRUE' : 'FALSE');
    case 'date':
      return row.set(column, date.replace(/T00:00:00(\.0*)?$/, '').replace('T', ' '));
    default:
      return row.set(column, text || (attributes['office:string-value'] ?? ''));
  }
}
