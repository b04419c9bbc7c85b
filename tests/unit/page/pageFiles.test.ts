// The files inside a page of one file, as its program reads them.

import { expect, test } from 'vitest';
import { embeddedFiles } from '../../../src/page/pageFiles';

/** Elements as a browser gives them: `[name, content]`. */
function pageOf(own: [string, string][]): ParentNode {
  const left = new Set(own.map(([name, text]) => ({ name, text })));
  const page = {
    querySelectorAll: (selector: string) =>
      [...left]
        .filter(({ name }) => selector === `script[data-file="${name}"]`)
        .map((element) => ({ text: element.text, remove: () => left.delete(element) })),
  };
  return page as unknown as ParentNode;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

test('pieces are joined in order, with progress, and gone once they are read', async () => {
  const files = embeddedFiles(
    pageOf([
      ['page.json', base64('{"title":"ü"}')],
      ['weights', base64('abc')],
      ['weights', base64('de')],
    ]),
  );
  expect(await files.settings()).toEqual({ title: 'ü' });
  const heard: number[][] = [];
  const bytes = await files.read('weights', (done, total) => heard.push([done, total]));
  expect(new TextDecoder().decode(bytes)).toBe('abcde');
  expect(heard).toEqual([
    [3, 6],
    [5, 5],
  ]);
  await expect(files.read('weights')).rejects.toThrow('This file is not whole: weights is missing');
});

test('a file that was cut is said to be so', async () => {
  await expect(embeddedFiles(pageOf([['weights', 'abc~']])).read('weights')).rejects.toThrow('not whole');
  await expect(embeddedFiles(pageOf([['page.json', base64('{')]])).settings()).rejects.toThrow('not readable');
});
