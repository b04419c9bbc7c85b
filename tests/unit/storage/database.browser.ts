// The database from nothing, and from an older version by the steps between. In a browser: IndexedDB is its own.

import { deleteDB } from 'idb';
import { beforeEach, expect, test } from 'vitest';
import { noOddRows } from '../../../src/domain/dataset';
import { textSource } from '../../../src/domain/rowText';
import { database, openDatabase } from '../../../src/storage/database';
import { deleteDataSet, listDataSets, RowWriter } from '../../../src/storage/dataSets';
import { firstRows, readCells, readRowBlocks, readRows, readRowTexts } from '../../../src/storage/rows';
import { migrations, type Migration } from '../../../src/storage/migrations';

const older = 'hone-older';

beforeEach(() => deleteDB(older));

/** A step of a version to come: what was tuned is known by another name. */
const renamed: Migration = async (_, upgrade) => {
  const store = upgrade.objectStore('tuning');
  const before = await store.get('a card');
  if (before) await store.put({ ...before, linear: 'tiles' }, 'another card');
};

test('a database of an older version takes the steps that it lacks, once, and keeps what it has', async () => {
  const before = await openDatabase(older, migrations);
  expect(before.version).toBe(migrations.length);
  await before.put('tuning', { linear: 'rows', pool: 'rows' }, 'a card');
  before.close();
  const steps = [...migrations, renamed];
  const after = await openDatabase(older, steps);
  expect(after.version).toBe(steps.length);
  expect(await after.get('tuning', 'a card')).toEqual({ linear: 'rows', pool: 'rows' });
  expect(await after.get('tuning', 'another card')).toEqual({ linear: 'tiles', pool: 'rows' });
  await after.delete('tuning', 'another card');
  after.close();
  const again = await openDatabase(older, steps);
  expect(await again.count('tuning')).toBe(1);
  again.close();
});

test('a new database takes all steps, and has the stores of one that was upgraded', async () => {
  const fresh = await openDatabase(older, [...migrations, renamed]);
  const stores = [...fresh.objectStoreNames];
  fresh.close();
  expect(stores).toEqual([...(await database()).objectStoreNames]);
  expect(stores).toContain('checkpoints');
});

async function collect<Item>(pieces: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

test('rows come back from their blocks, and a data set is deleted with them', async () => {
  const rows = Array.from({ length: 20_001 }, (_, row) => [`text ${row}`, row % 2 ? 'b' : 'a']);
  const writer = new RowWriter('reviews');
  await writer.add(rows);
  const dataSet = await writer.seal({
    id: 'reviews',
    name: 'reviews.csv',
    createdAt: 1000,
    byteLength: 40_000,
    sources: [],
    skipped: [],
    columns: ['text', 'label'],
    rowCount: rows.length,
    stretches: [{ row: 0, number: 2 }],
    importSeconds: 0.5,
    odd: noOddRows,
  });
  expect([...dataSet.blockStarts]).toEqual([0, 20_000]);
  expect(await listDataSets()).toContainEqual(dataSet);
  expect((await collect(readRowBlocks('reviews'))).flatMap((block) => block.rows)).toEqual(rows);
  expect(await firstRows('reviews', 2)).toEqual(rows.slice(0, 2));
  expect(await readRows('reviews', Uint32Array.of(20_000, 5))).toEqual([rows[20_000], rows[5]]);
  const cells = await collect(readCells('reviews', 0, Uint32Array.of(1, 19_999, 20_000)));
  expect(cells.flat()).toEqual(['text 1', 'text 19999', 'text 20000']);
  const texts = await collect(readRowTexts('reviews', textSource([1, 0], ' | '), Uint32Array.of(1, 20_000)));
  expect(texts).toEqual([[`${rows[1]?.[1]} | text 1`], [`${rows[20_000]?.[1]} | text 20000`]]);
  await deleteDataSet('reviews');
  const owners = (await (await database()).getAllKeys('rowBlocks')).map(([owner]) => owner);
  expect(owners).not.toContain('reviews');
});
