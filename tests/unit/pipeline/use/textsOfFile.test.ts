// The texts of a file that is classified: in the columns that are called as those of training.

import { expect, test } from 'vitest';
import { columnChoice } from '../../../../src/domain/columnChoice';
import type { TrainedModel } from '../../../../src/domain/run';
import { textsOfFile } from '../../../../src/pipeline/use/textsOfFile';
import { trainedModel } from '../../../support/trainedModel';

const one: TrainedModel = { ...trainedModel(['a', 'b']), textColumn: 'message' };
const two: TrainedModel = {
  ...trainedModel(['a', 'b']),
  textColumn: 'subject',
  textColumns: ['subject', 'message'],
  preparation: { columns: columnChoice([1, 2], 3, ' ') },
};
const rows = [
  ['7', 'short', 'a long text of many words'],
  ['8', 'other', 'another text with as many words'],
];
const find = (model: TrainedModel, columns: string[]) => textsOfFile(model, columns, rows);

test('several columns are found by their names, wherever they are, and joined in the order of training', () => {
  expect(find(two, ['Message ', 'id', 'SUBJECT'])).toEqual({
    texts: { text: 2, joined: { columns: [0], separator: ' ' } },
    missing: [],
  });
});

test('what is missing is named, and the rest is read', () => {
  expect(find(two, ['id', 'title', 'message'])).toEqual({ texts: { text: 2 }, missing: ['subject'] });
});

test('without any of them the column that looks most like texts is read', () => {
  expect(find(two, ['id', 'title', 'body'])).toEqual({ texts: { text: 2 }, missing: ['subject', 'message'] });
});

test('of a model of one column nothing is missing: another column is read, as ever', () => {
  expect(find(one, ['message', 'title', 'body'])).toEqual({ texts: { text: 0 }, missing: [] });
  expect(find(one, ['id', 'title', 'body'])).toEqual({ texts: { text: 2 }, missing: [] });
});
