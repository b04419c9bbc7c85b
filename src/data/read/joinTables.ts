// Several tables as one: columns are matched by their names, and one tells the file of each row.

import { Failure } from '../../domain/failures';
import { tableLimits } from '../../domain/limits';
import { uniqueName } from '../../domain/uniqueName';
import { withoutShard } from './partNames';
import type { Table } from './table';
import { tooManyColumns } from './withinLimits';

const fileColumn = 'File';

/** Puts the rows of tables under common columns. One table stays as it is. */
export class JoinedTables {
  /** Grows at its end as the tables' own columns do. */
  readonly columns: string[];
  private readonly indexOf = new Map<string, number>();
  private readonly fileIndex: number;
  /** For each table, the common index of each of its columns. */
  private readonly indices: number[][] = [];

  /** @throws Failure `UnlikeFiles` where a table has no column in common with the first; `TableTooLarge` */
  constructor(private readonly tables: Table[]) {
    const [first, ...others] = tables;
    this.columns = tables.length === 1 ? (first?.columns ?? []) : [];
    this.fileIndex = -1;
    if (!first || others.length === 0) return;
    for (const other of others) refuseUnlike(first, other);
    tables.forEach((_, index) => this.place(index));
    if (tables.every(({ namesItsRows }) => namesItsRows)) return;
    this.fileIndex = this.addColumn(uniqueName(fileColumn, new Set(this.columns)));
  }

  /** Rows of the table with this index, under the common columns. */
  join(index: number, rows: string[][]): string[][] {
    if (this.tables.length === 1) return rows;
    const indices = this.place(index);
    const name = withoutShard(this.tables[index]?.name ?? '');
    return rows.map((row) => {
      const joined = new Array<string>(this.columns.length).fill('');
      row.forEach((cell, column) => {
        joined[indices[column] ?? this.columns.length] = cell;
      });
      if (this.fileIndex >= 0) joined[this.fileIndex] = name;
      return joined;
    });
  }

  /** Where the columns of a table go; columns that are new get a place. */
  private place(index: number): number[] {
    const columns = this.tables[index]?.columns ?? [];
    const indices = (this.indices[index] ??= []);
    for (const name of columns.slice(indices.length)) {
      indices.push(this.indexOf.get(name) ?? this.addColumn(name));
    }
    return indices;
  }

  private addColumn(name: string): number {
    if (this.columns.length === tableLimits.columns) throw tooManyColumns();
    this.indexOf.set(name, this.columns.length);
    return this.columns.push(name) - 1;
  }
}

/** Whether two tables can be put under each other. */
export function sharesColumn(one: Table, other: Table): boolean {
  const names = new Set(one.columns);
  return other.columns.some((column) => names.has(column));
}

function refuseUnlike(first: Table, other: Table): void {
  if (sharesColumn(first, other)) return;
  throw new Failure(
    'UnlikeFiles',
    `“${other.name}” has no column in common with “${first.name}”: its columns are ${listed(other.columns)}, not ${listed(first.columns)}. ` +
      'Files that are imported together need columns of the same names. Rename them, or import the files one by one.',
  );
}

const listed = (columns: string[]) => columns.slice(0, 6).join(', ') + (columns.length > 6 ? ' and more' : '');
