// The texts of a prepared set, as they are tokenized and shown.

import type { PreparedSet } from '../domain/dataset';
import { readCells } from '../storage/dataSets';

/**
 * The texts of some rows of a prepared set, in pieces.
 *
 * @param rows ascending row indices in the file, from 0
 */
export function readTexts(
  { dataSetId, preparation }: Pick<PreparedSet, 'dataSetId' | 'preparation'>,
  rows: Uint32Array,
): AsyncGenerator<string[]> {
  return readCells(dataSetId, preparation.columns.text, rows);
}
