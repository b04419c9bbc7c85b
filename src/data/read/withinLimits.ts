// A table that is no larger than what can be stored and shown.

import { Failure } from '../../domain/failures';
import { tableLimits } from '../../domain/limits';
import { count } from '../../words/numbers';
import type { RowPiece } from './delimited/rowShape';
import type { Table } from './table';

/** The same table; reading its rows throws a Failure `TableTooLarge` where they are more than the limits allow. */
export function withinLimits(table: Table): Table {
  return { ...table, problem: table.problem ?? problemOf(table), rows: () => boundedRows(table) };
}

/** What a table with more columns than that is refused for. */
export function tooManyColumns(): Failure {
  return new Failure(
    'TableTooLarge',
    `This table has more than ${count(tableLimits.columns)} columns, and Hone reads no more. ` +
      'Leave only the columns of the texts and their labels in it, and drop it here again.',
  );
}

function problemOf({ first }: Table): Failure | null {
  const row = first.findIndex((cells) => cells.some(isTooLong));
  return row < 0 ? null : cellTooLong(row);
}

async function* boundedRows(table: Table): AsyncGenerator<RowPiece> {
  let [rows, cells, characters] = [0, 0, 0];
  for await (const piece of table.rows()) {
    for (const row of piece.rows) {
      if (row.length > tableLimits.columns) throw tooManyColumns();
      cells += row.length;
      for (const cell of row) {
        characters += cell.length;
        if (isTooLong(cell)) throw cellTooLong(rows);
      }
      rows++;
    }
    if (cells > tableLimits.cells) throw tooMuch(`${count(tableLimits.cells)} cells`);
    if (characters > tableLimits.characters) throw tooMuch(`${count(tableLimits.characters)} characters`);
    yield piece;
  }
}

const isTooLong = ({ length }: string) => length > tableLimits.cellCharacters;

function cellTooLong(rowsBefore: number): Failure {
  return new Failure(
    'TableTooLarge',
    `A cell of data row ${count(rowsBefore + 1)} is longer than ${count(tableLimits.cellCharacters)} characters, as no text to classify is. ` +
      'Shorten or remove it, and drop the file here again.',
  );
}

function tooMuch(what: string): Failure {
  return new Failure(
    'TableTooLarge',
    `This table has more than ${what}. Leave only the columns of the texts and their labels in it, or fewer rows, and drop it here again.`,
  );
}
