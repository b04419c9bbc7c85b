// Folders and files whose names are the labels; archives and what is in them.

import { gzipSync, strToU8, zipSync, type Zippable } from 'fflate';
import { describe, expect, test } from 'vitest';
import { placeIn, textLayout } from '../../../../src/data/read/textFiles/textFolders';
import { readData } from '../../../support/dataFiles';
import { readInputs } from '../../../support/tables';

const fileOf = (name: string, content: BlobPart) => new File([content], name);
const dataOf = (path: string, name: string) => fileOf(name, new Uint8Array(readData(`cases/${path}`)));
const zipOf = (name: string, files: Zippable) => fileOf(name, zipSync(files) as BlobPart);

/** Files of a text each, at paths. */
const textsAt = (paths: string[]) => Object.fromEntries(paths.map((path) => [path, strToU8(`a text, at ${path}\n`)]));
const numbered = (folder: string, count = 4) => Array.from({ length: count }, (_, i) => `${folder}/${i}.txt`);

const folderOf = (name: string, files: Record<string, Uint8Array>) => ({
  name,
  size: Object.values(files).reduce((sum, { length }) => sum + length, 0),
  files: Object.entries(files).map(([path, bytes]) => ({ path, content: fileOf('x', bytes as BlobPart) })),
});

/** A tar archive as POSIX has it, with GNU's header for names that are too long. */
function tarOf(files: Record<string, Uint8Array>): Uint8Array {
  const blocks: Uint8Array[] = [];
  const add = (name: string, type: string, content: Uint8Array) => {
    const header = new Uint8Array(512);
    const put = (at: number, text: string) => header.set(strToU8(text), at);
    put(0, name.slice(0, 100));
    put(124, content.length.toString(8).padStart(11, '0'));
    put(148, ' '.repeat(8));
    put(156, type);
    put(257, 'ustar\u000000');
    const sum = header.reduce((all, byte) => all + byte, 0);
    put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
    const padded = new Uint8Array(Math.ceil(content.length / 512) * 512);
    padded.set(content);
    blocks.push(header, padded);
  };
  for (const [name, content] of Object.entries(files)) {
    if (name.length > 99) add('././@LongLink', 'L', strToU8(`${name}\0`));
    if (name.endsWith('/')) add(name, '5', new Uint8Array());
    else add(name, '0', content);
  }
  blocks.push(new Uint8Array(1024));
  return Uint8Array.from(blocks.flatMap((block) => [...block]));
}

const tally = (rows: string[][], ...columns: number[]) => {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const key = columns.map((column) => row[column]).join(' ');
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

describe('the paths of texts', () => {
  test.each<[string, string[], string, string, string]>([
    ['a folder a label', [...numbered('r/pos'), ...numbered('r/neg')], 'r/neg/2.txt', 'neg', ''],
    [
      'IMDb',
      ['aclImdb/README', 'aclImdb/train/urls_pos.txt']
        .concat(numbered('aclImdb/train/pos', 9), numbered('aclImdb/train/neg', 9))
        .concat(numbered('aclImdb/train/unsup', 9), numbered('aclImdb/test/pos', 9)),
      'aclImdb/train/pos/0.txt',
      'pos',
      'train',
    ],
    [
      'IMDb, without a label',
      [...numbered('train/pos'), ...numbered('train/neg'), ...numbered('train/unsup'), ...numbered('test/pos')],
      'train/unsup/1.txt',
      '',
      'train',
    ],
    [
      '20 Newsgroups',
      ['train', 'test'].flatMap((part) =>
        ['alt.atheism', 'sci.med'].flatMap((label) => [1, 2, 3].map((i) => `20news-bydate-${part}/${label}/5149${i}`)),
      ),
      '20news-bydate-test/sci.med/51492',
      'sci.med',
      '20news-bydate-test',
    ],
    [
      'the split below the label',
      ['pos', 'neg'].flatMap((label) => ['train', 'test'].flatMap((part) => numbered(`${label}/${part}`))),
      'neg/test/1.txt',
      'neg',
      'test',
    ],
    ['one folder more', ['pos', 'neg'].flatMap((label) => numbered(`${label}/texts`)), 'pos/texts/1.txt', 'pos', ''],
  ])('%s', (_, paths, path, label, part) => {
    const layout = textLayout(paths);
    expect(layout && placeIn(layout, path)).toEqual({ label, part });
  });

  test.each([
    ['tables', ['train/a.csv', 'train/b.csv', 'test/a.csv', 'test/b.csv', 'more/a.csv', 'more/b.csv']],
    ['one folder', numbered('pos', 20)],
    ['a split alone', [...numbered('train', 20), ...numbered('test', 20)]],
    ['texts beside tables', [...numbered('pos', 3), ...numbered('neg', 3), 'a.csv', 'b.csv', 'c.csv']],
    ['one file a folder', ['pos/reviews.txt', 'neg/reviews.txt', 'so/reviews.txt']],
  ])('that are none: %s', (_, paths) => expect(textLayout(paths)).toBeNull());
});

describe('folders of texts', () => {
  test('in a zip, what systems add left out', async () => {
    const { rows, columns, skipped, tables } = await readInputs([
      dataOf('21-folders-or-files-as-labels/reviews.zip', 'reviews.zip'),
    ]);
    expect(columns).toEqual(['text', 'label', 'file']);
    expect(tables[0]?.format).toEqual({ kind: 'texts', encoding: 'utf-8' });
    expect(tally(rows, 1)).toEqual({ pos: 30, neg: 30 });
    expect(rows.find(([, , path]) => path === 'reviews/pos/000_7.txt')?.[0]).toBe(
      'My sister borrowed,\nand then bought this copper kettle found behind a dusty counter and the cat agrees',
    );
    expect(skipped.map(({ name }) => name)).toEqual(['reviews/README.txt']);
  });

  const files = textsAt(
    ['train', 'test'].flatMap((part) => ['pos', 'neg'].flatMap((label) => numbered(`data/${part}/${label}`, 5))),
  );

  test.each([
    ['dropped', folderOf('data', files)],
    ['in a zip', zipOf('data.zip', files)],
    ['in a tar archive', fileOf('data.tar', tarOf(files) as BlobPart)],
    ['in a packed tar archive', fileOf('data.tgz', gzipSync(tarOf(files)) as BlobPart)],
    ['in a zip in a zip', zipOf('outer.zip', { 'data.zip': zipSync(files) })],
  ])('with a split, %s', async (_, input) => {
    const { rows, columns } = await readInputs([input]);
    expect(columns).toEqual(['text', 'label', 'file', 'split']);
    expect(tally(rows, 1, 3)).toEqual({ 'neg test': 5, 'pos test': 5, 'neg train': 5, 'pos train': 5 });
    expect(rows).toContainEqual(['a text, at data/test/neg/0.txt', 'neg', 'data/test/neg/0.txt', 'test']);
  });

  test('long names in tar, and folders', async () => {
    const long = Object.fromEntries(
      Object.entries(files).map(([path, bytes]) => [path.replace('data', `data-${'x'.repeat(120)}`), bytes]),
    );
    const tar = tarOf({ './data/': new Uint8Array(), ...long });
    const { rows } = await readInputs([fileOf('data.tar', tar as BlobPart)]);
    expect(tally(rows, 1)).toEqual({ pos: 10, neg: 10 });
  });

  test('a tar archive that is cut off says so', async () => {
    const cut = tarOf(files).slice(0, 5000);
    await expect(readInputs([fileOf('data.tar', cut as BlobPart)])).rejects.toThrow(
      /“data.tar” is a tar archive that is broken/,
    );
  });

  test('each in its own encoding; what is no text is left out; empty ones stay', async () => {
    const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
    const others = Object.fromEntries(
      numbered('pos', 6).map((path, i) => [path, latin(`Schöne Grüße aus Köln, für alle, die müde sind, Nummer ${i}`)]),
    );
    const { rows, odd } = await readInputs([
      folderOf('all', {
        ...others,
        'pos/utf8.txt': strToU8('für alle'),
        'neg/a.txt': new Uint8Array(Buffer.from('\uFEFFfür wen', 'utf16le')),
        'neg/b.txt': new Uint8Array(),
        'neg/c.txt': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
        'neg/.DS_Store': Uint8Array.of(0, 0, 1),
      }),
    ]);
    expect(rows.map(([text, label]) => `${label}: ${text}`)).toEqual([
      'neg: für wen',
      'neg: ',
      ...numbered('', 6).map((_, i) => `pos: Schöne Grüße aus Köln, für alle, die müde sind, Nummer ${i}`),
      'pos: für alle',
    ]);
    expect(odd).toMatchObject({ notText: 1, undecodable: 0 });
  });

  test('a damaged file in a zip says so', async () => {
    const zip = zipSync(files, { level: 0 });
    zip[Buffer.from(zip).indexOf('a text, at') + 2] = 0x55;
    await expect(readInputs([fileOf('data.zip', zip as BlobPart)])).rejects.toThrow(/broken or cut off/);
  });

  test('names that Windows wrote: backslashes, and Chinese', async () => {
    const names = new Uint8Array([0xba, 0xc3, 0xc6, 0xc0]);
    const placeholder = 'qqqq';
    const zip = zipSync(textsAt([...numbered(placeholder), ...numbered('neg')]));
    const text = Buffer.from(zip).toString('latin1');
    for (let at = text.indexOf(placeholder); at >= 0; at = text.indexOf(placeholder, at + 1)) {
      // Only where it is a name: a stored text has it too.
      if (text[at - 1] !== ' ') zip.set(names, at);
    }
    const { rows } = await readInputs([fileOf('a.zip', zip as BlobPart)]);
    expect(tally(rows, 1)).toEqual({ neg: 4, 好评: 4 });
  });

  test.each([
    ['files', numbered('', 8).map((path) => fileOf(path.slice(1), 'some words, and so on'))],
    ['a zip', [zipOf('a.zip', textsAt(numbered('texts', 8)))]],
    ['a folder', [folderOf('pos', textsAt(numbered('pos', 8)))]],
  ])('without labels, %s: what to do', async (_, inputs) => {
    await expect(readInputs(inputs)).rejects.toThrow(/one text a file, and nothing tells their labels.*folders/);
  });

  test('tables in folders are tables', async () => {
    const table = (language: string) =>
      strToU8(
        `text\tlabel\n${Array.from({ length: 9 }, (_, i) => `${language} ${i}\t${i % 2 ? 'a' : 'b'}\n`).join('')}`,
      );
    const paths = ['en', 'de'].flatMap((language) => [1, 2, 3].map((i) => `${language}/${i}.txt`));
    const { rows, columns } = await readInputs([
      zipOf('tables.zip', Object.fromEntries(paths.map((path) => [path, table(path)]))),
    ]);
    expect(columns).toEqual(['text', 'label', 'File']);
    expect(rows).toHaveLength(54);
  });
});

describe('one file a label, a text a line', () => {
  test('the label is the name of the file', async () => {
    const dropped = (name: string) => dataOf(`h09-one-file-a-label/${name}`, name);
    const { rows, columns } = await readInputs([dropped('reviews.neg'), dropped('reviews.pos')]);
    expect(columns).toEqual(['text', 'label']);
    expect(rows[0]).toEqual(['the meadow is awful and number 0 .', 'reviews.neg']);
    expect(tally(rows, 1)).toEqual({ 'reviews.neg': 60, 'reviews.pos': 60 });
  });

  const lines = (word: string) => `${word}, in a word\n${word}\nso ${word}, I said, that it hurt\n`.repeat(5);

  test('lines with commas stay whole, and .txt is no part of a label', async () => {
    const { rows } = await readInputs([fileOf('pos.txt', lines('good')), fileOf('neg.txt', lines('bad'))]);
    expect(rows).toHaveLength(30);
    expect(rows[2]).toEqual(['so good, I said, that it hurt', 'pos']);
    expect(rows.at(-2)).toEqual(['bad', 'neg']);
  });

  test('in a zip, with a note', async () => {
    const { rows, skipped } = await readInputs([
      zipOf('a.zip', {
        'data/pos.txt': strToU8(lines('good')),
        'data/neg.txt': strToU8(lines('bad')),
        'data/README.txt': strToU8('One file a label.\n\nSo.\n'),
      }),
    ]);
    expect(tally(rows, 1)).toEqual({ pos: 15, neg: 15 });
    expect(skipped.map(({ name }) => name)).toEqual(['data/README.txt']);
  });

  test.each([
    ['names', (part: string, label: string) => `${label}_${part}.txt`],
    ['folders', (part: string, label: string) => `${part}/${label}.txt`],
  ])('with a split in their %s', async (_, nameOf) => {
    const names = ['train', 'test'].flatMap((part) => ['pos', 'neg'].map((label) => nameOf(part, label)));
    const { rows, columns } = await readInputs([
      zipOf(
        'a.zip',
        Object.fromEntries(names.map((name) => [name, strToU8(lines(name.includes('pos') ? 'good' : 'bad'))])),
      ),
    ]);
    expect(columns).toEqual(['text', 'label', 'split']);
    expect(tally(rows, 1, 2)).toEqual({ 'neg test': 15, 'neg train': 15, 'pos test': 15, 'pos train': 15 });
  });

  test('a split alone is no label', async () => {
    await expect(readInputs([fileOf('train.txt', lines('good')), fileOf('test.txt', lines('bad'))])).rejects.toThrow(
      /Hone needs two/,
    );
  });
});

describe('tables in an archive', () => {
  const reviews = strToU8(
    `text,label\n${Array.from({ length: 12 }, (_, i) => `some words ${i} here,${i % 2 ? 'a' : 'b'}\n`).join('')}`,
  );
  const products = strToU8(`sku,price\n${Array.from({ length: 400 }, (_, i) => `${i * 7},${i}.5\n`).join('')}`);
  const files = { 'b_products.csv': products, 'a_reviews.csv': reviews, 'more/reviews.csv': reviews };

  test('of other columns: the one with texts and labels is read, the other can be chosen', async () => {
    const { rows, skipped, memberChoice } = await readInputs([zipOf('two.zip', files)]);
    expect(rows).toHaveLength(24);
    expect(rows[0]).toEqual(['some words 0 here', 'b', 'a_reviews.csv']);
    expect(skipped).toEqual([
      {
        name: 'b_products.csv',
        reason: expect.stringMatching(/no column in common with “a_reviews.csv”.*can be chosen/),
      },
    ]);
    expect(memberChoice).toEqual({
      archive: 'two.zip',
      members: ['b_products.csv', 'a_reviews.csv'],
      chosen: 'a_reviews.csv',
    });
    const other = await readInputs([zipOf('two.zip', files)], [['two.zip', { member: 'b_products.csv' }]]);
    expect(other.columns).toEqual(['sku', 'price']);
    expect(other.memberChoice?.chosen).toBe('b_products.csv');
  });

  test('of a dropped folder are read as those of a zip', async () => {
    const { rows, columns } = await readInputs([folderOf('d', { 'd/train.csv': reviews, 'd/test.csv': reviews })]);
    expect(columns).toEqual(['text', 'label', 'File']);
    expect(tally(rows, 2)).toEqual({ 'd/train.csv': 12, 'd/test.csv': 12 });
  });
});

describe('what is packed in another way is named', () => {
  test.each<[string, string, number[]]>([
    ['bzip2', 'a.csv.bz2', [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41]],
    ['an xz file', 'a.csv.xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
    ['an LZMA file', 'a.csv.lzma', [0x5d, 0, 0, 0x80, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]],
    ['a 7-Zip archive', 'a.7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
    ['a RAR archive', 'a.rar', [0x52, 0x61, 0x72, 0x21, 0x1a, 7]],
    ['a Zstandard archive', 'a.csv.zst', [0x28, 0xb5, 0x2f, 0xfd, 4]],
    ['an LZ4 file', 'a.csv.lz4', [0x04, 0x22, 0x4d, 0x18, 0x64]],
    ['a file packed by compress', 'a.csv.Z', [0x1f, 0x9d, 0x90, 0x74]],
    ['a part of a zip', 'a.z01', [0x50, 0x4b, 7, 8, 0x50, 0x4b, 3, 4]],
  ])('%s', async (words, name, start) => {
    await expect(
      readInputs([fileOf(name, Uint8Array.from([...start, ...new Uint8Array(40).fill(0x77)]))]),
    ).rejects.toMatchObject({
      code: 'NotText',
      message: expect.stringContaining(words),
    });
  });

  test('a zip with a password, and one without files', async () => {
    const zip = zipSync({ 'a.csv': strToU8('text,label\n') });
    const directory = zip.findIndex((_, at) => [0x50, 0x4b, 1, 2].every((byte, index) => zip[at + index] === byte));
    zip[6] = 1;
    zip[directory + 8] = 1;
    await expect(readInputs([fileOf('a.zip', zip as BlobPart)])).rejects.toThrow(/“a.csv” is locked with a password/);
    await expect(readInputs([zipOf('b.zip', {})])).rejects.toThrow(/“b.zip” has no files in it/);
  });
});
