// The tables of a web page, which programs also export under the name .xls.

import { tableLimits } from '../../../domain/limits';
import { MergedCells } from './mergedCells';
import { repeats, SheetReader } from './streamedSheets';
import { SheetRowBuilder } from './workbook';

interface OpenTable {
  index: number;
  merged: MergedCells;
  nextRow: number;
  row: SheetRowBuilder | null;
  column: number;
  /** For each column, the first row that no cell from above covers. */
  freeFrom: number[];
  /** `null` outside of a cell. */
  text: string | null;
  rowSpan: number;
  columnSpan: number;
}

/** Tags that begin a line of their own. */
const blocks = new Set(['p', 'div', 'li', 'br']);

export class HtmlTable extends SheetReader {
  /** Tables in tables. */
  private readonly tables: OpenTable[] = [];
  private isHidden = false;

  override open(name: string, attributes: Record<string, string>): void {
    const table = this.tables.at(-1);
    if (name === 'table') this.openTable();
    else if (name === 'script' || name === 'style') this.isHidden = true;
    else if (!table || table.index !== this.wanted) return;
    else if (name === 'tr') this.openRow(table);
    else if (name === 'td' || name === 'th') this.openCell(table, attributes);
    else if (blocks.has(name) && table.text !== null) table.text += '\n';
  }

  override text(part: string): void {
    const table = this.tables.at(-1);
    if (table?.text !== undefined && table.text !== null && !this.isHidden) table.text += part.replaceAll(/\s+/g, ' ');
  }

  override close(name: string): void {
    const table = this.tables.at(-1);
    if (name === 'script' || name === 'style') this.isHidden = false;
    if (!table) return;
    if (name === 'td' || name === 'th') endCell(table);
    if (name === 'tr' || name === 'table') this.endRow(table);
    if (name === 'table') this.tables.pop();
  }

  private openTable(): void {
    this.names.push(`Table ${this.names.length + 1}`);
    this.tables.push({
      index: this.names.length - 1,
      merged: new MergedCells(),
      nextRow: 0,
      row: null,
      column: 0,
      freeFrom: [],
      text: null,
      rowSpan: 1,
      columnSpan: 1,
    });
  }

  private openRow(table: OpenTable): void {
    this.endRow(table);
    table.row = new SheetRowBuilder(table.nextRow++);
    table.column = 0;
  }

  private openCell(table: OpenTable, attributes: Record<string, string>): void {
    if (!table.row) this.openRow(table);
    endCell(table);
    table.text = '';
    table.rowSpan = repeats(attributes['rowspan'], tableLimits.sheetRows);
    table.columnSpan = repeats(attributes['colspan'], tableLimits.columns);
  }

  private endRow(table: OpenTable): void {
    endCell(table);
    if (table.row) this.rows.push(table.row.done(table.merged));
    table.row = null;
  }
}

function endCell(table: OpenTable): void {
  const { row, text, rowSpan, columnSpan, freeFrom } = table;
  table.text = null;
  if (!row || text === null) return;
  while ((freeFrom[table.column] ?? 0) > row.index) table.column++;
  const [firstColumn, lastColumn] = [table.column, table.column + columnSpan - 1];
  row.set(firstColumn, withoutEdges(text));
  table.merged.add({ firstRow: row.index, lastRow: row.index + rowSpan - 1, firstColumn, lastColumn });
  const end = Math.min(lastColumn + 1, tableLimits.columns);
  for (let column = firstColumn; column < end; column++) freeFrom[column] = row.index + rowSpan;
  table.column = lastColumn + 1;
}

/** As a browser shows it: lines without spaces at their ends. */
const withoutEdges = (text: string) => text.replaceAll(/ *\n */g, '\n').trim();
