// Parts of the tested rows, and how well the model does on each.

/** Rows that have something in common, as indices among the tested rows. */
export interface RowGroup {
  /** What they have in common, in words. */
  value: string;
  indices: Uint32Array;
}

/** The groups that one property divides the rows into. */
export interface Grouping {
  /** Such as `Length`, or a column's name. */
  by: string;
  groups: RowGroup[];
}

/**
 * `worse` and `better`: the interval leaves out the accuracy on all rows; `few`: too few rows to tell; `like`: neither.
 */
export type SliceVerdict = 'worse' | 'better' | 'like' | 'few';

export interface Slice extends RowGroup {
  by: string;
  rows: number;
  right: number;
  accuracy: number;
  /** Over the labels that occur in the slice. */
  macroF1: number;
  /** Of the accuracy, 95 %. */
  interval: [low: number, high: number];
  verdict: SliceVerdict;
}

export interface SliceReport {
  /** The worst first; those with few rows at the end. */
  slices: Slice[];
  /** On all tested rows. */
  accuracy: number;
  /** Whether the file's other columns could be read: not so where the data set is gone. */
  hasColumns: boolean;
  /** Columns whose values are too many and too different to make groups. */
  ungrouped: string[];
}
