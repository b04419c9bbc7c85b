// Parquet and Arrow, as pyarrow reads them (tools/fixtures/make_columnar_cases.py).

import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import expected from '../../../data/cases/parquet-and-arrow/expected.json';
import { JoinedTables } from '../../../../src/data/read/joinTables';
import { lz4Frame } from '../../../../src/data/read/columnar/lz4Frame';
import { openFiles } from '../../../../src/data/read/openFiles';
import { namesASplit } from '../../../../src/data/read/partNames';
import { readData } from '../../../support/dataFiles';
import { dataFile, readRows } from '../../../support/tables';

const folder = 'cases/parquet-and-arrow';
const bytesOf = (name: string) => new Uint8Array(readData(`${folder}/${name}`));

test.each(Object.entries(expected))('%s', async (name, { columns, rows }) => {
  const table = await readRows(dataFile(`${folder}/${name}`));
  expect(table.format.kind).toBe(name.endsWith('.parquet') ? 'parquet' : 'arrow');
  expect(table.columns).toEqual(columns);
  expect(table.rows).toEqual(rows);
  expect(table.odd.undecodable).toBe(0);
});

test('buffers of several blocks of LZ4', async () => {
  const { rows } = await readRows(dataFile(`${folder}/long.feather`));
  expect(rows).toHaveLength(400);
  rows.forEach(([text], row) => expect(text).toBe(`${row} ${'words and more of them, '.repeat(row % 50)}`));
});

describe('the parts of a data set of Hugging Face’s hub', () => {
  const names = ['train-00000-of-00002', 'train-00001-of-00002', 'test-00000-of-00001'].map(
    (name) => `data/${name}.parquet`,
  );
  const labelsAndFiles = async (files: File[]) => {
    const { tables } = await openFiles(files, new Map());
    const joined = new JoinedTables(tables);
    const rows: string[][] = [];
    for (const [index, table] of tables.entries()) {
      for await (const piece of table.rows()) rows.push(...joined.join(index, piece.rows));
    }
    return { columns: joined.columns, rows };
  };

  test.each([
    [
      'in a zip',
      () => [new File([zipSync(Object.fromEntries(names.map((name) => [name, bytesOf(name)]))) as BlobPart], 'a.zip')],
    ],
    ['by themselves', () => names.map((name) => new File([bytesOf(name)], name.slice(5)))],
  ])('%s: labels by their names, the split by the names of the files', async (_, files) => {
    const { columns, rows } = await labelsAndFiles(files());
    expect(columns).toEqual(['text', 'label', 'several', 'File']);
    expect(rows).toHaveLength(40);
    expect(rows[4]?.slice(1, 3)).toEqual(['joy', '["joy"]']);
    expect(new Set(rows.map(([, label]) => label))).toEqual(new Set(['sadness', 'joy', 'anger', '']));
    const parts = new Set(rows.map((row) => row[3]?.replace('data/', '')));
    expect(parts).toEqual(new Set(['train', 'test']));
    expect(namesASplit(rows.map((row) => row[3] ?? ''))).toBe(true);
  });
});

describe('refused by name', () => {
  const refusal = (content: Uint8Array<ArrayBuffer>) => readRows(new Blob([content]));

  test.each(['types.parquet', 'types.feather', 'zstd.arrow', 'stream.arrow'])('%s, cut off', async (name) => {
    const whole = bytesOf(name);
    for (const end of [20, 300, whole.length >> 1, whole.length - (name.endsWith('parquet') ? 9 : 2000)]) {
      await expect(refusal(whole.slice(0, end))).rejects.toMatchObject({
        code: 'BrokenTable',
        message: expect.stringMatching(/broken or cut off.*to_csv/),
      });
    }
  });

  test('a file of one column', async () => {
    const { tableFromArrays, tableToIPC } = await import('@uwdata/flechette');
    const bytes = tableToIPC(tableFromArrays({ text: ['a', 'b'] }), { format: 'file' });
    await expect(refusal(new Uint8Array(bytes ?? []))).rejects.toMatchObject({ code: 'OneColumn' });
  });
});

test('a broken frame of LZ4 is an error, and no endless loop', () => {
  const frame = Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0, 3, 0, 0, 0, 0x10, 0x61, 9, 0, 0, 0, 0);
  expect(() => lz4Frame(frame)).toThrow(RangeError);
  expect(() => lz4Frame(frame.subarray(0, 12))).toThrow(RangeError);
  const plain = Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0, 2, 0, 0, 0x80, 0x61, 0x62, 0, 0, 0, 0);
  expect(new TextDecoder().decode(lz4Frame(plain))).toBe('ab');
});
