// dataset → split: which rows train, which watch the training, which test.

import { splitSet, type RowsToSplit, type SplitOfSet } from '../../data/split/splitSet';
import type { PreparedSet } from '../../domain/dataset';
import type { SplitChoice } from '../../domain/splitChoice';
import { readCells } from '../../storage/rows';

/**
 * Splits a set as the user chose.
 *
 * @throws Failure `CannotSplit` when a side would have nothing
 */
export function splitDataSet(
  set: Omit<RowsToSplit, 'readColumn'> & Pick<PreparedSet, 'dataSetId' | 'rows'>,
  choice: SplitChoice,
): Promise<SplitOfSet> {
  return splitSet({ ...set, readColumn: (column) => cellsOf(set, column) }, choice);
}

/** A column's cells of the kept rows. */
async function cellsOf({ dataSetId, rows }: Pick<PreparedSet, 'dataSetId' | 'rows'>, column: number) {
  const cells: string[] = [];
  for await (const piece of readCells(dataSetId, column, rows)) {
    for (const cell of piece) cells.push(cell);
  }
  return cells;
}
