// Files that ask for more than a table needs: a sentence, before a memory is full and before the test’s time is over.

import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readBytes } from '../../../../src/data/read/bytes/byteStream';
import { openFiles } from '../../../../src/data/read/openFiles';
import { unpack } from '../../../../src/data/read/archives/unpack';
import { zipEntries } from '../../../../src/data/read/archives/zipEntries';
import { Failure } from '../../../../src/domain/failures';
import { tableLimits } from '../../../../src/domain/limits';
import { sheetOf } from '../../../support/hostileFiles';
import { readRows } from '../../../support/tables';

/** Reads all rows of a file as one table. */
async function refusal(name: string, content: BlobPart): Promise<Failure> {
  const { tables } = await openFiles([new File([content], name)], new Map()).catch((error: unknown) => {
    expect(error).toBeInstanceOf(Failure);
    return { tables: [error as Failure] };
  });
  const [table] = tables;
  if (table instanceof Failure) return table;
  try {
    if (table?.problem) throw table.problem;
    for await (const { rows } of table?.rows() ?? []) expect(rows.length).toBeLessThan(1e6);
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    return error as Failure;
  }
  throw new Error(`${name} was read.`);
}

const lines = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, i) => line(i));

describe('columns', () => {
  const words = /more than 2,000 columns.*Leave only the columns of the texts/;

  test.each([
    ['60,000 JSON lines with ever new keys', lines(60_000, (i) => `{"text":"a text","k${i}":"x"}\n`).join('')],
    ['a JSON array with ever new keys', `[${lines(60_000, (i) => `{"text":"a text","k${i}":1}`).join()}]`],
    ['one object of 6,000 keys', `{${lines(6000, (i) => `"key number ${i}":"x"`).join()}}\n`.repeat(2)],
    ['a header of 6,000 names', `${lines(6000, (i) => `name ${i}`).join()}\n${lines(6000, () => 'x').join()}\n`],
    ['250,000 columns of one name', `${'a,'.repeat(250_000)}a\n`.repeat(3)],
  ])('%s', async (_, content) => {
    expect(await refusal('table', content)).toMatchObject({
      code: 'TableTooLarge',
      message: expect.stringMatching(words),
    });
  });

  test('a cell far to the right in a sheet', async () => {
    const sheet = sheetOf('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>');
    expect(await refusal('sheet.xlsx', sheet)).toMatchObject({ message: expect.stringMatching(words) });
  });

  test('files together, each with its own', async () => {
    const files = lines(5, (file) => `text,${lines(600, (i) => `f${file}c${i}`).join()}\na${',b'.repeat(600)}\n`);
    const { tables } = await openFiles(
      files.map((content, index) => new File([content], `${index}.csv`)),
      new Map(),
    );
    const { JoinedTables } = await import('../../../../src/data/read/joinTables');
    expect(() => new JoinedTables(tables)).toThrow(words);
  });

  test('as many as are allowed are read, few at a time however short the rows are', async () => {
    const header = lines(tableLimits.columns, (i) => `c${i}`).join();
    const { rows, columns } = await readRows(new Blob([`${header}\n`, 'a,b\n'.repeat(5000)]));
    expect(columns).toHaveLength(tableLimits.columns);
    expect(rows).toHaveLength(5000);
    expect(rows.at(-1)?.slice(0, 3)).toEqual(['a', 'b', '']);
  });
});

describe('rows', () => {
  test.each(['300000000', '4294967296', '-5', 'NaN', '1.5'])('a sheet’s row %s', async (number) => {
    const sheet = sheetOf(
      '<row r="1"><c r="A1" t="str"><v>text</v></c><c r="B1" t="str"><v>label</v></c></row>' +
        `<row r="${number}"><c><v>1</v></c><c><v>2</v></c></row>`,
    );
    expect(await refusal('sheet.xlsx', sheet)).toMatchObject({
      code: 'BrokenWorkbook',
      message: expect.stringMatching(/at most 1,048,576.*Save the sheet as CSV/),
    });
  });

  test('blank rows before a far one are counted, not made', async () => {
    const cells = (row: number) =>
      `<row r="${row}"><c r="A${row}" t="str"><v>a${row}</v></c><c r="B${row}" t="str"><v>b</v></c></row>`;
    const { rows, jumps } = await readRows(sheetOf(cells(1) + cells(2) + cells(1_000_000)));
    expect(rows.map(([text]) => text)).toEqual(['a1', 'a2', 'a1000000']);
    expect(jumps.at(-1)).toEqual({ row: 2, number: 1_000_000 });
  });
});

describe('cells', () => {
  const long = 'x'.repeat(tableLimits.cellCharacters + 1);
  const words = /longer than 1,000,000 characters.*Shorten or remove it/;

  test.each([
    ['JSON lines', `{"text":"a","label":"b"}\n{"text":"${long}","label":"b"}\n`],
    ['JSON', `[{"text":"a","label":"b"},{"text":"${long}","label":"b"}]`],
    ['a sheet', sheetOf(`<row r="1"><c><v>1</v></c><c t="str"><v>${long}</v></c></row>`)],
  ])('of a million characters and one, in %s', async (_, content) => {
    expect(await refusal('table', content)).toMatchObject({
      code: 'TableTooLarge',
      message: expect.stringMatching(words),
    });
  });

  test.each([
    ['JSON lines', `{"text":"a","label":"b"}\n{"text":"${long.repeat(11)}"}\n`],
    ['JSON', `[{"text":"a","label":"b"},{"text":"${long.repeat(11)}"}]`],
  ])('of 11 million characters, in %s', async (_, content) => {
    expect(await refusal('table', content)).toMatchObject({
      code: 'TableTooLarge',
      message: expect.stringMatching(/Row 2 is longer than 10 million characters/),
    });
  });

  test.each([
    ['JSON lines', (nested: string) => `{"text":"a","label":"b"}\n{"text":${nested},"label":"b"}\n`],
    ['JSON', (nested: string) => `[{"text":"a","label":"b"},{"text":${nested},"label":"b"}]`],
  ])('of lists in lists, in %s', async (_, table) => {
    for (const depth of [101, 20_000, 2_000_000]) {
      expect(await refusal('table', table('['.repeat(depth) + ']'.repeat(depth)))).toMatchObject({
        code: 'TableTooLarge',
        message: expect.stringMatching(/Row 2 has lists or objects in each other more than 100 levels deep/),
      });
    }
    const { rows } = await readRows(new Blob([table('['.repeat(100) + ']'.repeat(100))]));
    expect(rows[1]?.[0]).toBe('['.repeat(100) + ']'.repeat(100));
  });

  test('text with many brackets is no nesting', async () => {
    const text = ':[ '.repeat(300_000);
    for (const ends of [
      ['{"text":"a","label":"b"}\n', '\n'],
      ['[{"text":"a","label":"b"},', ']'],
    ]) {
      const { rows } = await readRows(new Blob([`${ends[0]}{"text":"${text}","label":"b"}${ends[1]}`]));
      expect(rows[1]?.[0]).toBe(text);
    }
  });
});

describe('archives', () => {
  const rows = 'text,label\na,b\nc,d\n';

  test('a gzip in a gzip in a gzip', async () => {
    let packed = strToU8(rows);
    for (let depth = 0; depth < 3; depth++) packed = gzipSync(packed);
    const { tables } = await openFiles([new File([packed], 'table.csv.gz')], new Map());
    expect(tables).toHaveLength(1);
    for (let depth = 0; depth < 200; depth++) packed = gzipSync(packed, { level: 0 });
    expect(await refusal('table.csv.gz', packed as BlobPart)).toMatchObject({
      code: 'BrokenArchive',
      message: expect.stringMatching(/archives in archives, more than 4 deep.*Unpack it yourself/),
    });
  });

  test('zips in zips, each of many files', async () => {
    const inner = zipSync(Object.fromEntries(lines(400, (i) => `${i}.csv`).map((name) => [name, strToU8(rows)])));
    const outer = zipSync({ 'a.zip': inner, 'b.zip': inner, 'c.zip': inner });
    expect(await refusal('tables.zip', outer as BlobPart)).toMatchObject({
      code: 'BrokenArchive',
      message: expect.stringMatching(/more than 1,000 files/),
    });
  });

  test('many members, each of them harmless by itself', async () => {
    // 34 MB each: together 400 times what they are packed.
    const same = strToU8(`text,label\n${'a text of some words,b\n'.repeat(1_480_000)}`);
    const packed = zipSync({ 'a.csv': same, 'b.csv': same, 'c.csv': same });
    const { sources } = await unpack(new File([packed as BlobPart], 'tables.zip'));
    const read = async () => {
      for (const source of sources) for await (const piece of readBytes(source.open().stream)) void piece;
    };
    await expect(read()).rejects.toMatchObject({
      code: 'BrokenArchive',
      message: expect.stringMatching(/far more than its size/),
    });
  });

  test('a workbook that unpacks to far more than it holds', async () => {
    const strings = `<sst>${'<si/>'.repeat(2_500_000)}</sst>`;
    const bomb = sheetOf('<row r="1"><c><v>1</v></c><c><v>2</v></c></row>', strings);
    expect(bomb.size).toBeLessThan(1_000_000);
    expect(await refusal('bomb.xlsx', bomb)).toMatchObject({
      code: 'BrokenArchive',
      message: expect.stringMatching(/far more than its size/),
    });
  });

  test('a workbook of more texts than a memory holds, in proportion to its size', async () => {
    const strings = `<sst>${'<si/>'.repeat(6_000_000)}</sst>`;
    const workbook = sheetOf('<row r="1"><c><v>1</v></c><c><v>2</v></c></row>', strings, 0);
    expect(await refusal('texts.xlsx', workbook)).toMatchObject({
      code: 'TableTooLarge',
      message: expect.stringMatching(/more than 6,000,000 pieces of text and formatting.*Save its sheet as CSV/),
    });
  });

  test('a model’s zip that unpacks to more than it says', async () => {
    const packed = zipSync({ 'config.json': strToU8(' '.repeat(3_000_000)) });
    const view = new DataView(packed.buffer);
    const directory = view.getUint32(packed.length - 6, true);
    // The size in the directory, 24 bytes into it.
    view.setUint32(directory + 24, 10, true);
    const all = zipEntries(new Blob([packed as BlobPart]), (paths) => new Set(paths));
    await expect(all).rejects.toMatchObject({ code: 'ModelBroken' });
  });
});

describe('names', () => {
  test('files of one name, in a zip and beside each other, are told apart', async () => {
    const table = (text: string) => new File([`text,label\n${text},b\nc,d\n`], 'table.csv');
    const { tables } = await openFiles([table('one'), table('two'), table('three')], new Map());
    expect(tables.map(({ name }) => name)).toEqual(['table.csv', 'table.csv (2)', 'table.csv (3)']);
    const { JoinedTables } = await import('../../../../src/data/read/joinTables');
    const joined = new JoinedTables(tables);
    expect(joined.join(1, [['two', 'b']])).toEqual([['two', 'b', 'table.csv (2)']]);
  });

  test('a file called __proto__ has choices of its own', async () => {
    const file = new File(['text;label\na,x;b\nc;d\n'], '__proto__');
    const { tables } = await openFiles([file], new Map([['__proto__', { delimiter: ',' }]]));
    expect(tables[0]?.format).toMatchObject({ delimiter: ',' });
  });

  test('columns called as what every object has', async () => {
    const content = '{"__proto__":"a","constructor":"b","toString":"c"}\n'.repeat(3);
    const { columns, rows } = await readRows(new Blob([content]));
    expect(columns).toEqual(['__proto__', 'constructor', 'toString']);
    expect(rows[2]).toEqual(['a', 'b', 'c']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});
