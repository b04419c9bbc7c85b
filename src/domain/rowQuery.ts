// Which rows of a data set are shown, and in which order.

export interface RowQuery {
  /** Part of any cell, in upper or lower case; empty for all rows. */
  search: string;
  label: LabelFilter | null;
  /** Only these rows, by ascending index. */
  rows: Uint32Array | null;
  sort: RowOrder | null;
}

/** Only rows with a label, however their cells call it. */
export interface LabelFilter {
  column: number;
  /** Cells that are called so, without the space around them. */
  values: string[];
  /** Rows that the user gave the label, or another one, by index: their cells don't count. */
  given: number[];
  taken: number[];
}

export interface RowOrder {
  column: number;
  descending: boolean;
}

/** A row as a table shows it. */
export interface ShownRow {
  /** In the data set. */
  index: number;
  /** As in the file. */
  number: number;
  cells: string[];
}

/** A cell and what its column is called. */
export interface NamedCell {
  column: string;
  cell: string;
}
