// Cells with several labels, and lists of one.

import { describe, expect, test } from 'vitest';
import { guessSeparator, listOfOne, splitLabels } from '../../../../src/data/clean/labelLists';
import { withClassRemedy } from '../../../../src/data/clean/classRemedy';
import { RowCleaner } from '../../../../src/data/clean/clean';
import { guessLabelSource, labelReader } from '../../../../src/data/clean/labels';
import { DataSetExamination } from '../../../../src/data/examine/dataSetExamination';
import { guessColumns } from '../../../../src/data/read/columns/columns';
import { Failure } from '../../../../src/domain/failures';
import { plainLabelling } from '../../../../src/domain/labelling';
import { dataFile, readRows } from '../../../support/tables';

test.each([
  ['["thanks"]', ['thanks']],
  ["['thanks']", ['thanks']],
  ['[" 10000000000000000001 "]', ['10000000000000000001']],
  ['[10000000000000000001]', ['10000000000000000001']],
  ['[{"id":7,"name":"bug"}]', ['bug']],
  ['[]', []],
  ['[""]', []],
  ['["a","b"]', null],
  ['thanks', null],
  ['[thanks]', null],
  ['[deleted] by a', null],
])('the label of %s', (cell, wanted) => {
  expect(listOfOne(cell)).toEqual(wanted);
});

test('items of lists are called as they are written, objects by their names', () => {
  expect(splitLabels('[10000000000000000001, true, null, {"label":"x"}, {"n":1}]', 'list')).toEqual([
    '10000000000000000001',
    'true',
    'x',
    '{"n":1}',
  ]);
});

describe('the guess', () => {
  test('lists of one in each row are one label a text', () => {
    const rows = ['["a"]', '["b"]', '["a"]', '[]', '["b"]'].map((cell, row) => [`text ${row}`, cell]);
    expect(guessLabelSource(rows, { text: 0, label: 1 })).toBeNull();
    const read = labelReader(plainLabelling, { text: 0, label: 1 }, ['text', 'label']);
    expect(rows.map(read)).toEqual([['a'], ['b'], ['a'], 'none', ['b']]);
  });

  test('number signs, as doccano writes them', () => {
    expect(guessSeparator(['a#b', 'a', 'b', 'b#a', 'c', 'a'])).toBe('#');
    expect(guessSeparator(['C#', 'Java', 'C#', 'C', 'Java'])).toBeNull();
  });
});

test('Prodigy’s choices: the options are no label, and a choice of one is one label', async () => {
  const { columns, rows } = await readRows(dataFile('cases/14-doccano-and-prodigy/prodigy_choice.jsonl'));
  const choice = guessColumns(columns, rows);
  expect([columns[choice.text], columns[choice.label]]).toEqual(['text', 'accept']);
  expect(guessLabelSource(rows, choice)).toBeNull();
  const read = labelReader(plainLabelling, choice, columns);
  const counts = new Map<string, number>();
  for (const labels of rows.map(read)) {
    const name = typeof labels === 'string' ? labels : labels.join();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  expect(Object.fromEntries(counts)).toEqual({ PRAISE: 19, COMPLAINT: 9, QUESTION: 10, none: 2 });
});

test('ids with commas between them are several labels, not misspellings and not rare', async () => {
  const { columns, rows } = await readRows(dataFile('cases/h04-several-labels-alert/several.tsv'));
  const choice = guessColumns(columns, rows);
  expect(guessLabelSource(rows, choice)).toEqual({ kind: 'several', separator: ',' });
  const read = labelReader(plainLabelling, choice, columns);
  const examination = new DataSetExamination({
    rowCount: rows.length,
    countTokens: (text) => text.length,
    detectLanguage: () => null,
  });
  for (const look of ['add', 'addAgain'] as const) {
    for (const row of rows) examination[look](row[choice.text] ?? '', read(row));
  }
  const kinds = examination.finish().findings.map(({ kind }) => kind);
  expect(kinds).not.toContain('labelSpelling');
  expect(kinds).not.toContain('smallClasses');
});

describe('a refusal of the labels', () => {
  const columns = { text: 0, label: 1 };
  const refusal = (rows: string[][], names: string[]) => {
    const cleaner = new RowCleaner({ fixes: [], task: 'singleLabel' });
    const read = labelReader(plainLabelling, columns, names);
    rows.forEach((cells, row) => cleaner.add(row, cells[0] ?? '', read(cells)));
    try {
      cleaner.finish();
    } catch (error) {
      return error instanceof Failure ? withClassRemedy(error, { columns }, names, rows).message : '';
    }
    return '';
  };

  test('names several labels in a cell, and the button that reads them so', async () => {
    const { columns: names, rows } = await readRows(dataFile('cases/h04-several-labels-alert/several.tsv'));
    expect(refusal(rows, names)).toMatch(/several labels each, such as “0,2,4”. Choose “Read several labels a cell”/);
    const rare = rows.slice(0, 30).map(([text = ''], row) => [text, row === 0 ? 'rare' : ('ab'[row % 2] ?? '')]);
    expect(refusal(rare, names)).toMatch(/^Fix the labels first: “rare” has only one text/);
  });

  test('names the column of answers beside a label that is alone', () => {
    const rows = ['accept', 'reject', 'ignore', 'accept'].map((answer, row) => [`text ${row}`, 'HAPPY', answer]);
    expect(refusal(rows, ['text', 'label', 'answer'])).toMatch(/only one label: “HAPPY”.*The column “answer” says/);
    expect(refusal(rows, ['text', 'label', 'more'])).not.toMatch(/answer/);
  });
});
