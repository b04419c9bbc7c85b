// Several tables as one: columns are matched by their names, and one tells the file of each row.

import { Failure } from '../../domain/failures';
import { uniqueName } from '../../domain/uniqueName';
import type { Table } from './table';

const fileColumn = 'File';

/** Puts the rows of tables under common columns. One table stays as it is. */
export class JoinedTables {
  /** Grows at its end as the tables' own columns do. */
  readonly columns: string[];
  private readonly fileIndex: number;
  /** For each table, the common index of each of its columns. */
  private readonly indices: number[][] = [];

  /** @throws Failure `UnlikeFiles` where a table has no column in common with the first */
  constructor(private readonly tables: Table[]) {
    const [first, ...others] = tables;
    this.columns = tables.length === 1 ? (first?.columns ?? []) : [];
    this.fileIndex = -1;
    if (!first || others.length === 0) return;
    for (const other of others) refuseUnlike(first, other);
    tables.forEach((_, index) => this.place(index));
    this.fileIndex = this.columns.push(uniqueName(fileColumn, new Set(this.columns))) - 1;
  }

  /** Rows of the table with this index, under the common columns. */
  join(index: number, rows: string[][]): string[][] {
    if (this.fileIndex < 0) return rows;
    const indices = this.place(index);
    const name = this.tables[index]?.name ?? '';
    return rows.map((row) => {
      const joined = new Array<string>(this.columns.length).fill('');
      row.forEach((cell, column) => {
        joined[indices[column] ?? this.columns.length] = cell;
      });
      joined[this.fileIndex] = name;
      return joined;
    });
  }

  /** Where the columns of a table go; columns that are new get a place. */
  private place(index: number): number[] {
    const columns = this.tables[index]?.columns ?? [];
    const indices = (this.indices[index] ??= []);
    for (const name of columns.slice(indices.length)) {
      const known = this.columns.indexOf(name);
      indices.push(known >= 0 ? known : this.columns.push(name) - 1);
    }
    return indices;
  }
}

/** Whether two tables can be put under each other. */
export const sharesColumn = (one: Table, other: Table) => other.columns.some((column) => one.columns.includes(column));

function refuseUnlike(first: Table, other: Table): void {
  if (sharesColumn(first, other)) return;
  throw new Failure(
    'UnlikeFiles',
    `“${other.name}” has no column in common with “${first.name}”: its columns are ${listed(other.columns)}, not ${listed(first.columns)}. ` +
      'Files that are imported together need columns of the same names. Rename them, or import the files one by one.',
  );
}

const listed = (columns: string[]) => columns.slice(0, 6).join(', ') + (columns.length > 6 ? ' and more' : '');
