// Files to classify: a line of a file without columns is one text, whatever stands in it.

import { expect, test } from 'vitest';
import type { OpenedFiles } from '../../../../src/data/read/openFiles';
import { readTexts } from '../../../../src/pipeline/use/readTexts';
import { readData } from '../../../support/dataFiles';

async function rowsOf({ tables }: OpenedFiles) {
  const rows: string[][] = [];
  for (const table of tables) for await (const piece of table.rows()) rows.push(...piece.rows);
  return { columns: tables[0]?.columns, rows };
}

const read = (content: string) => readTexts(new File([content], 'file.txt'), rowsOf);

test('lines with commas, of which most have none', async () => {
  const content = readData('cases/40-classify-files-that-are-odd/lines.txt').toString();
  const lines = content.split('\n').filter((line) => line !== '');
  const { columns, rows } = await read(content);
  expect(lines).toHaveLength(25);
  expect(columns).toEqual(['Column 1']);
  expect(rows).toEqual(lines.map((line) => [line]));
});

test.each([
  ['lines of which most have one comma', ['Nice, really.', 'Bad, so bad.', 'No.', 'Well, well, well.', 'Good, good.']],
  ['lines that begin with quotes', ['"Hi," she said', 'No, he said', '"Yes"']],
  ['lines in which each has a pipe or none', ['a|b', 'c', 'd|e|f', 'g', 'h, i']],
])('%s', async (_, lines) => {
  expect((await read(lines.join('\n'))).rows).toEqual(lines.map((line) => [line]));
});

test.each([
  ['a header over lines with commas', 'text\nOne, two\nThree\nFour, five\n', ['One, two', 'Three', 'Four, five']],
  ['a column in quotes', 'text\n"One, ""two"""\nThree\n"Four\nfive"\n', ['One, "two"', 'Three', 'Four\nfive']],
])('%s', async (_, content, texts) => {
  const { columns, rows } = await read(content);
  expect(columns).toEqual(['text']);
  expect(rows).toEqual(texts.map((text) => [text]));
});

test('a comma far behind the first lines cuts no text', async () => {
  const { rows } = await read(
    `${Array.from({ length: 60_000 }, (_, row) => `w${row} words\n`).join('')}one, two, three\n`,
  );
  expect(rows.at(-1)).toEqual(['one, two, three']);
});

test('a table stays one', async () => {
  const { columns, rows } = await read('text,id\n"One, two",1\nThree,2\n');
  expect(columns).toEqual(['text', 'id']);
  expect(rows).toEqual([
    ['One, two', '1'],
    ['Three', '2'],
  ]);
});
