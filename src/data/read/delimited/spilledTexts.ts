// Texts that a delimiter of their own has spilt into columns without a name, as in the table of a spreadsheet that was saved
// from a file without quotes.

import type { RowPiece } from './rowShape';
import type { Table } from '../table';

/** Of the first rows, at most so many have something in these columns: more are notes, and a column of their own. */
const mostSpilt = 0.2;

const isFilled = (cell: string) => cell.trim() !== '';
/** pandas names them so. */
const isUnnamed = (name: string) => /^(?:Unnamed: \d+)?$/.test(name.trim());

/**
 * The table without the unnamed columns at its end; what stands in them is kept in the last column that has a name, where
 * that is the one of texts, and counted as surplus.
 */
export function joinSpilled(table: Table): Table {
  const { header, columns, first, format } = table;
  if (!header) return table;
  const width = 1 + header.slice(0, columns.length).findLastIndex((name) => !isUnnamed(name));
  if (width < 2 || width === columns.length || !endsInTexts(first, width)) return table;
  if (first.filter((row) => row.slice(width).some(isFilled)).length > mostSpilt * first.length) return table;
  const delimiter = format.kind === 'delimited' ? format.delimiter : ', ';
  return {
    ...table,
    columns: columns.slice(0, width),
    header: header.slice(0, width),
    first: first.map((row) => joinRow(row, width, delimiter)),
    async *rows(): AsyncGenerator<RowPiece> {
      for await (const piece of table.rows()) yield joinPiece(piece, width, delimiter);
    },
  };
}

/** Whether the last column with a name has more characters than each of the others. */
function endsInTexts(rows: string[][], width: number): boolean {
  const lengths = Array.from({ length: width }, (_, column) =>
    rows.reduce((sum, row) => sum + (row[column] ?? '').length, 0),
  );
  return (lengths.pop() ?? 0) > Math.max(...lengths);
}

function joinPiece(piece: RowPiece, width: number, delimiter: string): RowPiece {
  const surplus = [...piece.rows.keys()].filter((index) => piece.rows[index]?.slice(width).some(isFilled));
  return {
    ...piece,
    rows: piece.rows.map((row) => joinRow(row, width, delimiter)),
    odd: { ...piece.odd, ...(surplus.length > 0 && { surplus: surplus.length }) },
    oddAt: { ...piece.oddAt, surplus },
  };
}

function joinRow(row: string[], width: number, delimiter: string): string[] {
  const end = Math.max(width, 1 + row.findLastIndex(isFilled));
  return [...row.slice(0, width - 1), row.slice(width - 1, end).join(delimiter)];
}
