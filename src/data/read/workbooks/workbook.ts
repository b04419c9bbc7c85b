// What the readers of workbooks give, whatever their files are.

import { Failure } from '../../../domain/failures';
import { tableLimits } from '../../../domain/limits';
import { count } from '../../../words/numbers';
import type { MergedCells } from './mergedCells';
import { tooManyColumns } from '../withinLimits';

export interface Workbook {
  /** Names, those of visible sheets first. */
  sheets: string[];
  /** The rows of a sheet from top to bottom, those without a cell left out, some at a time. @throws Failure */
  rows(sheet: string): AsyncGenerator<SheetRow[]>;
}

export interface SheetRow {
  /** From 0. */
  index: number;
  /** Texts, without empty ones at the end. */
  cells: string[];
  /** The same, but that merged cells are filled. */
  filled: string[];
  /** Rows that the tallest merged cell in it takes from here on. */
  height: number;
  /** A cell is an error of the spreadsheet, and empty here. */
  hasError: boolean;
  /** A number has lost digits. */
  isRounded: boolean;
  /** A formula has no result. */
  hasOpenFormula: boolean;
}

/** Builds a row, cell after cell. */
export class SheetRowBuilder {
  private readonly cells: string[] = [];
  private hasError = false;
  private isRounded = false;
  hasOpenFormula = false;

  /** @throws Failure `BrokenWorkbook` for a row number that no sheet has */
  constructor(readonly index: number) {
    if (Number.isInteger(index) && index >= 0 && index < tableLimits.sheetRows) return;
    throw new Failure(
      'BrokenWorkbook',
      `This workbook has a row numbered ${count(index + 1)}; a sheet has at most ${count(tableLimits.sheetRows)}. Save the sheet as CSV (UTF-8) and drop that here.`,
    );
  }

  /** @throws Failure `TableTooLarge` */
  set(column: number, text: string): void {
    if (spreadsheetError.test(text)) {
      this.hasError = true;
    } else if (text !== '') {
      if (column >= tableLimits.columns) throw tooManyColumns();
      while (this.cells.length < column) this.cells.push('');
      this.cells[column] = text.toWellFormed();
    }
  }

  setError(): void {
    this.hasError = true;
  }

  /** A number by what its file has of it, as a spreadsheet shows it in English; whole ones keep all digits. */
  setNumber(column: number, source: string): void {
    if (isRounded(source)) this.isRounded = true;
    const number = Number(source);
    this.set(column, /^-?\d+$/.test(source) || Number.isNaN(number) ? source : String(number));
  }

  done(merged: MergedCells): SheetRow {
    const { index, cells, hasError, isRounded, hasOpenFormula } = this;
    const filled = merged.filled(index, cells);
    return { index, cells, filled, height: merged.height(index), hasError, isRounded, hasOpenFormula };
  }
}

/** What a spreadsheet shows where a formula fails. */
const spreadsheetError = /^#(N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$/;

/** Whether a number is whole and has more than the 15 digits that spreadsheets keep: the others have become zeros. */
const isRounded = (source: string) =>
  /^-?[1-9]\d{14}00+$/.test(source) ||
  (/e/i.test(source) && Number.isInteger(Number(source)) && Math.abs(Number(source)) < 1e21);

/** A moment as ISO 8601, without a time at midnight; `null` is empty. */
export function dateText(date: Date | null): string {
  if (date === null || Number.isNaN(date.getTime())) return '';
  const [day = '', time = ''] = date.toISOString().split(/[T.]/);
  return time === '00:00:00' ? day : `${day} ${time}`;
}
