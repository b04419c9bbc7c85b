// XML spreadsheets of Excel 2002 and 2003, which are often called .xls.

import { tableLimits } from '../../../domain/limits';
import { MergedCells } from './mergedCells';
import { SheetReader } from './streamedSheets';
import { SheetRowBuilder } from './workbook';

export class SpreadsheetXmlSheet extends SheetReader {
  private merged = new MergedCells();
  private nextRow = 0;
  private row: SheetRowBuilder | null = null;
  private column = 0;
  /** Columns that the cell takes. */
  private columns = 1;
  private hasFormula = false;
  private type = '';
  /** `null` outside of a cell's own data. */
  private data: string | null = null;
  private isComment = false;

  override open(name: string, attributes: Record<string, string>): void {
    const own = (key: string) => attributes[`ss:${key}`] ?? attributes[key];
    if (name === 'Worksheet') {
      this.names.push(own('Name') ?? `Sheet ${this.names.length + 1}`);
      this.merged = new MergedCells();
      this.nextRow = 0;
    } else if (this.names.length - 1 !== this.wanted) {
      return;
    } else if (name === 'Row') {
      this.row = new SheetRowBuilder(own('Index') === undefined ? this.nextRow : Number(own('Index')) - 1);
      this.nextRow = this.row.index + 1;
      this.column = 0;
    } else if (name === 'Cell' && this.row) {
      this.openCell(this.row, own);
    } else if (name === 'Comment') {
      this.isComment = true;
    } else if (name === 'Data' && !this.isComment) {
      this.type = own('Type') ?? 'String';
      this.data = '';
    }
  }

  private openCell(row: SheetRowBuilder, own: (key: string) => string | undefined): void {
    const more = (key: string, most: number) => Math.min(most, Math.max(0, Math.trunc(Number(own(key) ?? 0)) || 0));
    this.column = own('Index') === undefined ? this.column : Number(own('Index')) - 1;
    this.columns = more('MergeAcross', tableLimits.sheetColumns) + 1;
    this.hasFormula = own('Formula') !== undefined;
    this.merged.add({
      firstRow: row.index,
      lastRow: row.index + more('MergeDown', tableLimits.sheetRows),
      firstColumn: this.column,
      lastColumn: this.column + this.columns - 1,
    });
  }

  override text(part: string): void {
    if (this.data !== null) this.data += part;
  }

  override close(name: string): void {
    if (name === 'Data' && this.data !== null && this.row) {
      this.hasFormula = false;
      setCell(this.row, this.column, this.type, this.data);
      this.data = null;
    } else if (name === 'Comment') {
      this.isComment = false;
    } else if (name === 'Cell') {
      if (this.row && this.hasFormula) this.row.hasOpenFormula = true;
      this.hasFormula = false;
      this.column += this.columns;
    } else if (name === 'Row' && this.row) {
      this.rows.push(this.row.done(this.merged));
      this.row = null;
    }
  }
}

function setCell(row: SheetRowBuilder, column: number, type: string, data: string): void {
  if (type === 'Number') row.setNumber(column, data);
  else if (type === 'Boolean') row.set(column, data === '1' ? 'TRUE' : 'FALSE');
  else if (type === 'DateTime') row.set(column, data.replace(/(T00:00:00)?(\.0+)?$/, '').replace('T', ' '));
  else row.set(column, data);
}
