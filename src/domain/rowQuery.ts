// Which rows of a data set are shown, and in which order.

export interface RowQuery {
  /** Part of any cell, in upper or lower case; empty for all rows. */
  search: string;
  /** Only rows whose cell in a column is this, without the space around it. */
  label: { column: number; value: string } | null;
  /** Only these rows, by ascending index. */
  rows: Uint32Array | null;
  sort: RowOrder | null;
}

export interface RowOrder {
  column: number;
  descending: boolean;
}

/** A row as a table shows it. */
export interface ShownRow {
  /** As in the file. */
  number: number;
  cells: string[];
}

/** A cell and what its column is called. */
export interface NamedCell {
  column: string;
  cell: string;
}
