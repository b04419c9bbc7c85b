// rows → the split that the file itself gives, where a column says it beyond doubt.

import { namesASplit } from '../../data/read/partNames';
import { isSplitColumnName } from '../../data/split/givenSplit';
import { mostColumnValues } from '../../data/split/splitSet';
import type { DataSet } from '../../domain/dataset';
import type { ColumnChoice } from '../../domain/columnChoice';
import { textColumnsOf } from '../../domain/rowText';
import { defaultSplit, type SplitChoice } from '../../domain/splitChoice';
import { readRowBlocks } from '../../storage/rows';

/** The first column that is called like a split and whose every value names a part; else a drawn split. */
export async function suggestSplit(
  { id, columns }: Pick<DataSet, 'id' | 'columns'>,
  choice: ColumnChoice,
): Promise<SplitChoice> {
  const used = [...textColumnsOf(choice), choice.label];
  const candidates = columns
    .map((name, column) => ({ name, column, values: new Set<string>() }))
    .filter(({ name, column }) => !used.includes(column) && isSplitColumnName(name));
  // Files come one after another: the first rows would know one value only.
  for await (const { rows } of candidates.length > 0 ? readRowBlocks(id) : []) {
    for (const cells of rows) {
      for (const { column, values } of candidates) {
        if (values.size <= mostColumnValues) values.add((cells[column] ?? '').trim());
      }
    }
  }
  const found = candidates.find(({ values }) => namesASplit(values));
  return found ? { kind: 'column', column: found.column, parts: [], overlap: 'keep' } : defaultSplit;
}
