// Databases as former versions of Hone wrote them, opened by this one. In a browser: the steps between versions are its own.

import { deleteDB, openDB } from 'idb';
import { beforeEach, expect, test } from 'vitest';
import { rowNumberInFile } from '../../../src/domain/dataset';
import { listBaseModels } from '../../../src/storage/baseModels';
import { database } from '../../../src/storage/database';
import {
  deleteDataSet,
  firstRows,
  getPreparation,
  listDataSets,
  readCells,
  readRowBlocks,
  readRows,
} from '../../../src/storage/dataSets';
import { getPreparedSet } from '../../../src/storage/derived';
import { getModel, getPredictions, getWeights, listModels } from '../../../src/storage/models';

const rowCount = 2001;
const rows = Array.from({ length: rowCount }, (_, row) => [`text ${row}`, row % 2 ? 'b' : 'a']);

/** Before version 4: one delimited file, its rows in blocks of 2,000. */
const oldDataSet = {
  ...{ id: 'reviews', name: 'reviews.csv', createdAt: 1000, byteLength: 40_000 },
  dialect: {
    encoding: 'windows-1252',
    delimiter: ';',
    newline: '\r\n',
    quote: '"',
    hasHeader: true,
  },
  ...{ columns: ['text', 'label'], rowCount, surplusRows: 3, importSeconds: 0.5 },
};
const oldModel = {
  ...{ id: 'model', name: 'reviews', createdAt: 2000, dataSetId: 'reviews', labels: ['a', 'b'] },
  recipe: { baseModel: 'all-MiniLM-L6-v2', depth: 'head', classWeighting: 'balanced' },
};

/** Writes a database of an earlier version, with the stores that it had. */
async function writeOld(version: 1 | 2 | 3): Promise<void> {
  const db = await openDB('hone', version, {
    upgrade(upgraded) {
      for (const store of ['rowBlocks', 'weights']) upgraded.createObjectStore(store);
      for (const store of ['dataSets', 'models']) {
        upgraded.createObjectStore(store, { keyPath: 'id' });
      }
      upgraded.createObjectStore('predictions', { keyPath: 'modelId' });
      for (const store of ['preparedSets', 'tokens', 'activations']) {
        upgraded.createObjectStore(store, { keyPath: 'id' }).createIndex('dataSet', 'dataSetId');
      }
      if (version < 2) return;
      const runs = upgraded.createObjectStore('interruptedRuns', { keyPath: 'preparedSetId' });
      runs.createIndex('dataSet', 'dataSetId');
      upgraded.createObjectStore('tuning');
      if (version > 2) upgraded.createObjectStore('preparations');
    },
  });
  await db.put('rowBlocks', rows.slice(0, 2000), ['reviews', 0]);
  await db.put('rowBlocks', rows.slice(2000), ['reviews', 1]);
  await db.put('dataSets', oldDataSet);
  await db.put('dataSets', { ...oldDataSet, id: 'older', name: 'older.csv', createdAt: 1 });
  await db.put('preparedSets', { id: 'set', dataSetId: 'reviews', labels: ['a', 'b'] });
  await db.put('tokens', { id: 'tokens', dataSetId: 'reviews', ids: Int32Array.of(1) });
  await db.put('weights', { values: Float32Array.of(1, 2) }, 'model');
  await db.put('predictions', { modelId: 'model', logits: Float32Array.of(3, 4) });
  await db.put('models', oldModel);
  if (version > 2) await db.put('preparations', { columns: { text: 0, label: 1 } }, 'reviews');
  db.close();
}

beforeEach(() => deleteDB('hone'));

async function collect<Item>(pieces: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

test.each([1, 2, 3] as const)(
  'data sets of version %i have their rows and a source',
  async (old) => {
    await writeOld(old);
    const [dataSet, older, ...others] = await listDataSets();
    const { dialect, surplusRows, ...kept } = oldDataSet;
    expect(dataSet).toEqual({
      ...kept,
      sources: [
        {
          name: 'reviews.csv',
          format: { kind: 'delimited', splitsOnce: false, ...dialect },
          rowCount,
        },
      ],
      skipped: [],
      stretches: [{ row: 0, number: 2 }],
      odd: { surplus: surplusRows, short: 0, undecodable: 0, nul: 0, broken: 0 },
    });
    expect(older?.sources[0]?.name).toBe('older.csv');
    expect(others).toEqual([]);
    expect(dataSet && rowNumberInFile(2000, dataSet)).toBe(2002);

    expect((await collect(readRowBlocks('reviews'))).flatMap((block) => block.rows)).toEqual(rows);
    expect(await firstRows('reviews', 2)).toEqual(rows.slice(0, 2));
    expect(await readRows('reviews', Uint32Array.of(2000, 5))).toEqual([rows[2000], rows[5]]);
    const cells = await collect(readCells('reviews', 0, Uint32Array.of(1, 1999, 2000)));
    expect(cells.flat()).toEqual(['text 1', 'text 1999', 'text 2000']);
  },
);

test('what the user decided, and prepared sets, are kept from version 3 and made anew before', async () => {
  await writeOld(3);
  expect(await getPreparation('reviews')).toEqual({ columns: { text: 0, label: 1 } });
  expect(await getPreparedSet('set')).toMatchObject({ labels: ['a', 'b'] });
  await deleteDB('hone');
  await writeOld(2);
  expect(await getPreparation('reviews')).toBeUndefined();
  expect(await getPreparedSet('set')).toBeUndefined();
  expect(await (await database()).count('tokens')).toBe(0);
});

test('models come with weights and predictions, their recipes as they are written now', async () => {
  await writeOld(3);
  const [model] = await listModels();
  expect(model).toMatchObject({
    id: 'model',
    recipe: { depth: 'head', balancing: 'classWeights' },
  });
  expect(await getModel('model')).toEqual(model);
  expect(await getWeights('model')).toEqual({ values: Float32Array.of(1, 2) });
  expect((await getPredictions('model')).logits).toEqual(Float32Array.of(3, 4));
  expect(await listBaseModels()).toEqual([]);
});

test('a data set of an earlier version is deleted with all that came of it', async () => {
  await writeOld(3);
  await deleteDataSet('reviews');
  const db = await database();
  const stores = ['rowBlocks', 'preparations', 'preparedSets', 'tokens'] as const;
  for (const store of stores) expect(await db.count(store), store).toBe(0);
  expect((await listDataSets()).map(({ id }) => id)).toEqual(['older']);
  expect(await listModels()).toHaveLength(1);
});
