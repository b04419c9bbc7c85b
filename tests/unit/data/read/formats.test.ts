// Tables that are no delimited text, or are packed.

import { readFileSync } from 'node:fs';
import zlib from 'node:zlib';
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readBytes } from '../../../../src/data/read/bytes/byteStream';
import { openFiles } from '../../../../src/data/read/openFiles';
import { sheetOf } from '../../../support/hostileFiles';
import { dataFile, readInputs, readRows, readSource } from '../../../support/tables';
import { unpack } from '../../../../src/data/read/archives/unpack';

const fixture = (name: string) =>
  new Blob([readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url)) as BlobPart]);
const text = (content: string) => new Blob([content]);
const bytes = (content: string) => new TextEncoder().encode(content);
const fileOf = (name: string, content: BlobPart) => new File([content], name);

describe('JSON', () => {
  test('an object a line; columns come as they are met', async () => {
    const table = await readRows(
      text('{"text":"a \\"b\\"","label":1}\n\n{"label":null,"text":"c","note":{"x":[1]}}\r\n'),
    );
    expect(table).toMatchObject({
      format: { kind: 'jsonLines', encoding: 'utf-8' },
      columns: ['text', 'label', 'note.x'],
      rows: [
        ['a "b"', '1', ''],
        ['c', '', '[1]'],
      ],
      jumps: [
        { row: 0, number: 1 },
        { row: 1, number: 3 },
      ],
    });
  });

  test('a column that is met only far behind the sample is not lost', async () => {
    const line = '{"text":"some words, and more of them","label":"a"}\n';
    const table = await readRows(text(`${line.repeat(20_000)}{"text":"x","label":"b","late":"!"}\n`));
    expect(table.columns).toEqual(['text', 'label', 'late']);
    expect(table.rows).toHaveLength(20_001);
    expect(table.rows.at(-1)).toEqual(['x', 'b', '!']);
  });

  test('lines that are no JSON are left out and counted', async () => {
    const { rows, odd } = await readRows(
      text('{"text":"a","label":"x"}\n{"text":"b"\n{"text":"c","label":"y"}\njunk\n{"text":"d","label":"y"}'),
    );
    expect(rows).toEqual([
      ['a', 'x'],
      ['c', 'y'],
      ['d', 'y'],
    ]);
    expect(odd.broken).toBe(2);
  });

  test.each([
    ['an array of objects', '[{"text":"a","label":"x"},\n {"text":"b","label":"y"}]'],
    ['on one line', '[{"text":"a","label":"x"},{"text":"b","label":"y"}]'],
    ['with a byte order mark', '\uFEFF [ {"text":"a","label":"x"}, {"text":"b","label":"y"} ]\n'],
  ])('%s', async (_, content) => {
    expect(await readRows(text(content))).toMatchObject({
      format: { kind: 'json' },
      columns: ['text', 'label'],
      rows: [
        ['a', 'x'],
        ['b', 'y'],
      ],
    });
  });

  test('arrays in an object name their parts', async () => {
    const table = await readRows(text('{"train":[["a","x"],["b","y"]],"test":[["c","x"]]}'));
    expect(table.columns).toEqual(['Column 1', 'Column 2', 'Part']);
    expect(table.rows).toEqual([
      ['a', 'x', 'train'],
      ['b', 'y', 'train'],
      ['c', 'x', 'test'],
    ]);
  });

  test('a CSV whose first cell begins with a bracket is a CSV', async () => {
    const table = await readRows(text('[tag] some words,a\n{x} others,b\n'));
    expect(table.format.kind).toBe('delimited');
    expect(table.rows).toHaveLength(2);
  });

  test.each([
    ['cut off', '[{"text":"a","label":"x"},{"text":"b","la', 'BrokenJson', /after row 1/],
    ['without rows', '[1, 2, 3]', 'NoRows', /no rows/],
    ['with one field', '[{"text":"a"},{"text":"b"}]', 'OneColumn', /only one field, “text”/],
  ])('that is %s says so', async (_, content, code, words) => {
    await expect(readRows(text(content), { kind: 'json' })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words),
    });
  });
});

describe('a workbook', () => {
  test('by openpyxl: the first visible sheet with two columns; cells as they are shown', async () => {
    const table = await readRows(fixture('openpyxl.xlsx'));
    expect(table.format).toEqual({
      kind: 'workbook',
      sheet: 'Reviews',
      sheets: ['Notes', 'Reviews', 'Other', 'Hidden'],
      hasHeader: true,
    });
    expect(table.columns).toEqual(['text', 'label', 'when', 'number', 'flag']);
    expect(table.rows).toEqual([
      ['Schön & gut <b>', 'pos', '2024-02-29 13:05:00', '0.1', 'TRUE'],
      ['line\nbreak', '', '2020-01-01', '1e+21', 'FALSE'],
      ['', 'neg', '', '12345678', ''],
      ['  spaced ', '00123', '', '', '日本 😀'],
    ]);
    // The blank row counts, as in the spreadsheet.
    expect(table.jumps).toEqual([
      { row: 0, number: 2 },
      { row: 2, number: 5 },
    ]);
  });

  test('by XlsxWriter: rich text, a formula, a date', async () => {
    const { rows } = await readRows(fixture('xlsxwriter.xlsx'));
    expect(rows).toEqual([
      ['is bold text', 'pos'],
      ['ab', '2024-05-06'],
      ['_x000D_ stays', '0.5'],
    ]);
  });

  test('another sheet, and no header', async () => {
    const { rows } = await readRows(fixture('openpyxl.xlsx'), { sheet: 'Other', hasHeader: false });
    expect(rows.map(([first]) => first)).toEqual(['words', 'some words', 'other words']);
    await expect(readRows(fixture('openpyxl.xlsx'), { sheet: 'Notes' })).rejects.toMatchObject({
      code: 'OneColumn',
    });
  });

  test('that is cut off says so', async () => {
    const whole = fixture('openpyxl.xlsx');
    await expect(unpack(fileOf('cut.xlsx', whole.slice(0, 3000)))).rejects.toMatchObject({
      code: 'BrokenArchive',
      message: expect.stringMatching(/“cut.xlsx”.*cut off/),
    });
  });
});

const csv = 'text,label\ngood one,pos\nbad one,neg\n';

describe('packed files', () => {
  test('gzip', async () => {
    const { sources } = await unpack(fileOf('a.csv.gz', gzipSync(bytes(csv)) as BlobPart));
    expect(sources.map(({ name }) => name)).toEqual(['a.csv']);
    const table = sources[0] && (await readSource(sources[0]));
    expect(table?.rows).toHaveLength(2);
  });

  test.each([
    ['three members', (own: Uint8Array) => [own, own, own], 3],
    ['filled up with zeros', (own: Uint8Array) => [own, new Uint8Array(1000)], 1],
    ['two members, filled up with eight zeros', (own: Uint8Array) => [own, own, new Uint8Array(8)], 2],
  ])('gzip of %s', async (_, parts, times) => {
    const packed = parts(gzipSync(bytes(csv)));
    const { sources } = await unpack(new File(packed as BlobPart[], 'a.csv.gz'));
    const unpacked = [];
    for (const source of sources) for await (const piece of readBytes(source.open().stream)) unpacked.push(piece);
    expect(await new Blob(unpacked).text()).toBe(csv.repeat(times));
  });

  test('three members by gzip itself', async () => {
    const { sources } = await unpack(
      fileOf('three.csv.gz', dataFile('cases/22-archives-that-are-odd/three_members.csv.gz')),
    );
    const [source] = sources;
    if (!source) throw new Error('Nothing was unpacked.');
    const { rows, columns } = await readSource(source);
    expect(columns).toEqual(['text', 'label']);
    expect(['a', 'b'].map((label) => rows.filter((row) => row[1] === label).length)).toEqual([30, 30]);
  });

  test('a zip that is packed in another way says how', async () => {
    const zip = zipSync({ 'a.csv': bytes(csv) });
    // The method, in the local header and in the directory.
    const directory = zip.findIndex((_, at) => [0x50, 0x4b, 1, 2].every((byte, index) => zip[at + index] === byte));
    zip[8] = 12;
    zip[directory + 10] = 12;
    await expect(openFiles([fileOf('a.zip', zip as BlobPart)], new Map())).rejects.toThrow(
      /“a.csv” is packed with bzip2, which browsers can’t unpack/,
    );
  });

  test('a zip of a CSV, a workbook, gzip and what is no table', async () => {
    const zip = zipSync({
      'train.csv': bytes(csv),
      '__MACOSX/._train.csv': bytes('junk'),
      'more/test.jsonl.gz': gzipSync(bytes('{"label":"neg","text":"so so","id":7}\n')),
      'book.xlsx': new Uint8Array(await fixture('xlsxwriter.xlsx').arrayBuffer()),
      'README.md': bytes('Some words about the data, and nothing else.'),
    });
    const { columns, rows, skipped } = await readInputs([fileOf('all.zip', zip as BlobPart)]);
    expect(columns).toEqual(['text', 'label', 'id', 'File']);
    expect(rows).toEqual([
      ['good one', 'pos', '', 'train.csv'],
      ['bad one', 'neg', '', 'train.csv'],
      ['so so', 'neg', '7', 'more/test.jsonl'],
      ['is bold text', 'pos', '', 'book.xlsx'],
      ['ab', '2024-05-06', '', 'book.xlsx'],
      ['_x000D_ stays', '0.5', '', 'book.xlsx'],
    ]);
    expect(skipped.map(({ name }) => name)).toEqual(['README.md']);
  });

  test('a zip without a table says so', async () => {
    const zip = zipSync({ 'photo.png': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10) });
    await expect(readInputs([fileOf('all.zip', zip as BlobPart)])).rejects.toThrow(/no table.*picture/);
  });

  test('what unpacks out of all proportion is refused', async () => {
    const bomb = zlib.gzipSync(new Uint8Array(120_000_000));
    const { sources } = await unpack(fileOf('bomb.gz', bomb as BlobPart));
    const read = async () => {
      for (const source of sources) {
        for await (const _ of readBytes(source.open().stream));
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'BrokenArchive' });
  });

  test('a damaged member says so', async () => {
    const zip = zipSync({
      'a.csv': bytes(`text,label\n${'some words,a\nothers,b\n'.repeat(5000)}`),
    });
    zip.fill(0x55, 60, 90);
    await expect(readInputs([fileOf('bad.zip', zip as BlobPart)])).rejects.toThrow(/broken|no table/);
  });
});

describe('several files', () => {
  test('are matched by the names of their columns', async () => {
    const { columns, rows } = await readInputs([
      fileOf('a.csv', csv),
      fileOf('b.tsv', 'label\ttext\nneg\tnot good\n'),
      // One row alone is no header to a guess; here it is the first file's.
      fileOf('c.csv', 'text,label\n'.concat('x,y\n')),
    ]);
    expect(columns).toEqual(['text', 'label', 'File']);
    expect(rows.slice(2)).toEqual([
      ['not good', 'neg', 'b.tsv'],
      ['x', 'y', 'c.csv'],
    ]);
  });

  test('without a common column are refused', async () => {
    const other = fileOf('b.csv', 'word,count\nfoo,1\nbar,2\n');
    await expect(readInputs([fileOf('a.csv', csv), other])).rejects.toMatchObject({
      code: 'UnlikeFiles',
      message: expect.stringMatching(/“b.csv” has no column in common with “a.csv”.*word, count/),
    });
  });

  test('one that is no table is named', async () => {
    const picture = fileOf('b.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47));
    await expect(readInputs([fileOf('a.csv', csv), picture])).rejects.toThrow(/“b.png”: .*picture/);
  });
});

describe('a sheet’s cells that are not what they say', () => {
  const row = (number: number, cells: string) => `<row r="${number}">${cells}</row>`;
  const textCell = (own: string) => `<c t="inlineStr"><is><t>${own}</t></is></c>`;

  test('formulas without results are counted, those with an empty result are not', async () => {
    const { columns, rows, odd } = await readRows(dataFile('cases/07-xlsx-formulas-and-errors/no_values.xlsx'));
    expect(columns).toEqual(['review', 'stars', 'class']);
    expect(rows).toHaveLength(40);
    expect(odd.formulas).toBe(40);
    const computed = row(1, `${textCell('text')}${textCell('label')}`).concat(
      row(2, `${textCell('a')}<c t="str"><f>B2</f><v></v></c>`),
      row(3, `${textCell('b')}<c><f>B3</f><v>3</v></c>`),
      row(4, `${textCell('c')}<c><f>B4</f></c>`),
    );
    expect((await readRows(sheetOf(computed))).odd.formulas).toBe(1);
  });

  test('errors are empty cells; long ids keep their digits, and those that Excel rounded are counted', async () => {
    const cells = (number: number, value: string) => row(number, `${textCell(`text ${number}`)}${value}`);
    const values = ['12345678901234567890', '12345678901234500', '1.23456789012346E+19', '0.10000000000000001', '2.0'];
    const { rows, odd } = await readRows(
      sheetOf(
        cells(1, textCell('a')) +
          cells(2, '<c t="e"><v>#N/A</v></c>') +
          cells(3, '<c t="e"><v>#DIV/0!</v></c>') +
          values.map((value, index) => cells(index + 4, `<c><v>${value}</v></c>`)).join(''),
      ),
      { hasHeader: false },
    );
    expect(rows.map(([, cell]) => cell)).toEqual([
      'a',
      '',
      '',
      '12345678901234567890',
      '12345678901234500',
      '12345678901234600000',
      '0.1',
      '2',
    ]);
    expect(odd).toMatchObject({ errors: 2, rounded: 2, formulas: 0 });
  });

  const merge = (rows: string, ...ranges: string[]) =>
    sheetOf(`${rows}</sheetData><mergeCells>${ranges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`);

  test('merged cells fill their range; a title as wide as the table is none of it', async () => {
    const table = await readRows(
      merge(
        row(1, textCell('All reviews of May')) +
          row(2, textCell('text') + textCell('rating')) +
          row(3, '<c r="B3" t="str"><v>stars</v></c><c r="C3" t="str"><v>helpful</v></c>') +
          row(4, `${textCell('It broke')}<c/><c><v>1</v></c>`.replace('<c/>', textCell('bad'))) +
          row(5, `${textCell('It burned')}<c/><c><v>2</v></c>`) +
          row(7, `${textCell('It works')}${textCell('good')}<c><v>3</v></c>`),
        'A1:XFD1',
        'A2:A3',
        'B2:C2',
        'B4:B6',
      ),
    );
    expect(table.columns).toEqual(['text', 'stars', 'helpful']);
    expect(table.rows).toEqual([
      ['It broke', 'bad', '1'],
      ['It burned', 'bad', '2'],
      ['It works', 'good', '3'],
    ]);
    expect(table.jumps).toEqual([
      { row: 0, number: 4 },
      { row: 2, number: 7 },
    ]);
  });

  test('a name over two columns names both', async () => {
    const rows = Array.from({ length: 12 }, (_, index) =>
      row(index + 2, textCell(`a text of some words ${index}`) + textCell('a') + textCell('b')),
    );
    const { columns } = await readRows(merge(row(1, textCell('text') + textCell('label')) + rows.join(''), 'B1:C1'));
    expect(columns).toEqual(['text', 'label', 'label (2)']);
  });

  test('dates by the format of their cell, times alone, and the calendar of 1904', async () => {
    const { rows } = await readRows(dataFile('cases/workbooks/dates_1904.xlsx'));
    expect(rows).toEqual([
      ['written in the afternoon', '2024-02-29 13:05:00', '08:30:00', '1.5'],
      ['written on a day', '1999-12-31', '00:00:00', '36525'],
    ]);
  });
});
