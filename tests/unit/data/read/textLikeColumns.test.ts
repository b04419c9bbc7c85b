// Columns that hold texts beside the one that is guessed.

import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { guessColumns } from '../../../../src/data/read/columns/columns';
import { textLikeColumns } from '../../../../src/data/read/columns/textLikeColumns';
import { readData } from '../../../support/dataFiles';

test.each(['tickets.csv', 'next_month.csv'])(
  'of %s the subject is a text like the message, and nothing else',
  (name) => {
    const [columns = [], ...rows] = Papa.parse<string[]>(readData(`tickets/${name}`).toString().trim()).data;
    const { text, label } = guessColumns(columns, rows);
    expect([columns[text], columns[label]]).toEqual(['message', 'category']);
    expect(textLikeColumns(columns, rows, label).map((column) => columns[column])).toEqual(['subject', 'message']);
  },
);

test('ids, times, names of people, categories of several words and JSON are none', () => {
  const columns = ['id', 'created at', 'author', 'place', 'data', 'text', 'label'];
  const rows = Array.from({ length: 40 }, (_, row) => [
    `A-${row}`,
    `2024-01-0${row % 9}`,
    `Ann Lee the ${row}th`,
    row % 2 ? 'New York City' : 'Los Angeles County',
    `{"a word": "another word ${row}"}`,
    `a text of some words, number ${row}`,
    `a label of many words, number ${row}`,
  ]);
  expect(textLikeColumns(columns, rows, 6)).toEqual([5]);
});
