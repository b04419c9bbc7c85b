// Where the rows of a data set lie among its blocks.

import type { DataSet } from '../domain/dataset';

/** Tells the block of a row. */
export class RowBlocks {
  constructor(private readonly dataSet: Pick<DataSet, 'blockStarts'>) {}

  /** The number of the block that a row lies in. */
  of(row: number): number {
    const { blockStarts } = this.dataSet;
    let [from, to] = [0, blockStarts.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((blockStarts[middle] ?? NaN) <= row) from = middle + 1;
      else to = middle;
    }
    return from - 1;
  }

  /** The first row of a block. */
  start(block: number): number {
    return this.dataSet.blockStarts[block] ?? NaN;
  }
}
