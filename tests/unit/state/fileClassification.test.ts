import { expect, test } from 'vitest';
import { sheetLimits, type ClassifiedFile } from '../../../src/domain/classifiedFile';
import { noOddRows } from '../../../src/domain/dataset';
import { fileClassification } from '../../../src/state/fileClassification.svelte';

function finished(rows: number, columns: number): ClassifiedFile {
  return {
    read: { odd: { ...noOddRows }, skipped: [], rowCount: rows },
    table: {
      csv: new Blob(),
      delimiter: ',',
      columns: Array<string>(columns).fill('x'),
      ownColumns: 1,
      hasUnsure: false,
      starts: new Float64Array(),
      bySureness: new Uint32Array(),
    },
    rows,
    withoutText: 0,
    counts: [],
    unsure: null,
    seconds: 1,
  };
}

test('a table that no Excel sheet can hold is said to be so, with the numbers', () => {
  const { rows, columns } = sheetLimits;
  const why = (file: ClassifiedFile) => Object.assign(fileClassification, { finished: file }).whyNoWorkbook;
  // One row more holds the names of the columns.
  expect(why(finished(rows - 1, columns))).toBeNull();
  expect(why(finished(rows, 3))).toMatch(/holds 1,048,576 rows, and this file has 1,048,576/);
  expect(why(finished(5, columns + 1))).toMatch(/holds 16,384 columns, and this table has 16,385/);
  fileClassification.clear();
  expect(fileClassification.whyNoWorkbook).toBeNull();
});
