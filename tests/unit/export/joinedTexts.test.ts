// A model whose texts were joined of several columns says so wherever it goes; one of a single column says what it always did.

import { expect, test } from 'vitest';
import { columnChoice } from '../../../src/domain/columnChoice';
import { joinedTextsOf, type ModelTrainedHere } from '../../../src/domain/run';
import { honeFile, readHoneFile } from '../../../src/export/honeFile';
import { modelCard } from '../../../src/export/modelCard';
import { ownPage } from '../../../src/export/ownPage';
import { report } from '../../../src/export/report';
import { trainingRecipe } from '../../../src/export/trainingFiles';
import { compareSettings } from '../../../src/words/modelSettings';
import { missingInWords } from '../../../src/words/joinedTexts';
import { tinyBaseModel } from '../../support/tinyTask';
import { trainedModel } from '../../support/trainedModel';

const labels = ['bug', 'praise'];
const plain = trainedModel(labels);
const joined: ModelTrainedHere = {
  ...plain,
  textColumn: 'subject',
  textColumns: ['subject', 'message'],
  preparation: { columns: columnChoice([3, 4], 5, ' | ') },
};
const columns = { textColumns: ['subject', 'message'], textSeparator: ' | ' };
const contentOf = (model: ModelTrainedHere, name: string) =>
  ownPage(model, [{ name: 'index.html', content: '<p>%ABOUT%</p>' }], []).find((file) => file.name === name)?.content;

test('report.json and the recipe of train.py name the columns and what is between them', () => {
  expect(report(joined, [], undefined, '').data).toMatchObject(columns);
  const { config } = tinyBaseModel();
  expect(trainingRecipe(joined, 'mean', config, true)).toMatchObject(columns);
  const recipe = trainingRecipe(plain, 'mean', config, true);
  for (const without of [report(plain, [], undefined, '').data, recipe]) {
    for (const key of Object.keys(columns)) expect(without).not.toHaveProperty(key);
  }
});

test('the model card and the page say how a text is made', () => {
  const card = modelCard(joined, '0.1.0');
  expect(card).toContain('A text was `subject` and `message`, joined with a bar ( | ); empty ones are passed over');
  expect(modelCard(plain, '0.1.0')).not.toContain('joined with');
  expect(contentOf(joined, 'web/index.html')).toContain('A text is subject and message, joined with a bar ( | ).');
  expect(contentOf(joined, 'web/README.md')).toContain('`subject` and `message`, joined with');
  expect(contentOf(plain, 'web/index.html')).not.toContain('joined');
  expect(contentOf(plain, 'web/page.json')).not.toContain('texts');
});

test('a model that comes back from its download still knows its columns', () => {
  const own = { labels, task: 'singleLabel' } as const;
  const read = readHoneFile(honeFile(joined, '0.1.0'), own);
  const back = 'model' in read ? joinedTextsOf({ ...plain, ...read.model }) : null;
  expect(back).toEqual({ columns: ['subject', 'message'], separator: ' | ' });
  expect(honeFile(plain, '')).not.toMatch(/textColumns|joined/);
  // A name too few: nobody could tell which column is which.
  const { textColumns, ...unnamed } = joined;
  expect(textColumns).toHaveLength(2);
  expect(readHoneFile(honeFile(unnamed, ''), own)).toHaveProperty('problem');
});

test('models that read other columns differ in their texts', () => {
  const texts = compareSettings([plain, joined]).find(({ name }) => name === 'Texts');
  expect(texts).toEqual({
    name: 'Texts',
    values: ['text', 'subject and message, joined with a bar ( | )'],
    differs: true,
  });
});

test('columns that a file lacks are named in a sentence', () => {
  expect(missingInWords([], ['message'])).toBe('');
  expect(missingInWords(['subject'], ['message'])).toBe(
    'This file has no column “subject”, which the model learned from. The texts are read from “message” alone, so expect more mistakes.',
  );
  expect(missingInWords(['subject', 'message'], ['body'])).toContain('no columns “subject” and “message”, which');
});
