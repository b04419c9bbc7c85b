// rows → what stands in one row beside its text and label.

import { textColumnsOf } from '../../domain/rowText';
import type { Preparation } from '../../domain/preparation';
import type { NamedCell } from '../../domain/rowQuery';
import { getDataSet } from '../../storage/dataSets';
import { readRows } from '../../storage/rows';

/**
 * The filled cells of a row that are neither text nor label, in the order of their columns; none where the data set is gone.
 *
 * @param row its index in the data set
 */
export async function readOtherCells(
  dataSetId: string,
  { columns, labelling }: Pick<Preparation, 'columns' | 'labelling'>,
  row: number,
): Promise<NamedCell[]> {
  const dataSet = await getDataSet(dataSetId);
  if (!dataSet) return [];
  const [cells = []] = await readRows(dataSetId, Uint32Array.of(row));
  const labels = labelling?.source.kind === 'columns' ? labelling.source.columns : [columns.label];
  const used = [...textColumnsOf(columns), ...labels];
  return dataSet.columns
    .map((column, index) => ({ column, cell: (cells[index] ?? '').trim(), index }))
    .filter(({ cell, index }) => cell !== '' && !used.includes(index))
    .map(({ column, cell }) => ({ column, cell }));
}
