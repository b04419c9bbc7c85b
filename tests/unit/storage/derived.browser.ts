// What is computed from texts is kept once for all that needs it, cleared by keys when nothing does, and never used
// damaged.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Labelling } from '../../../src/domain/labelling';
import { defaultRecipe } from '../../../src/domain/recipe';
import { tokensKey, activationsKey } from '../../../src/pipeline/data/derivedKeys';
import { NearDuplicateGroups } from '../../../src/pipeline/data/groupNearDuplicates';
import { prepareDataSet } from '../../../src/pipeline/data/prepareDataSet';
import { database } from '../../../src/storage/database';
import type { StoredPredictions } from '../../../src/domain/metrics';
import { evaluateModel } from '../../../src/pipeline/improve/evaluateModel';
import { deleteDataSet, removeOrphans } from '../../../src/storage/dataSets';
import { readBlock } from '../../../src/storage/rows';
import {
  fileOfActivations,
  getActivations,
  getPreparedSet,
  getTokens,
  saveActivations,
  saveTokens,
} from '../../../src/storage/derived';
import { readFile, writeFile } from '../../../src/storage/files';
import { deleteModel, findPredictions, getPredictions, getWeights, saveModel } from '../../../src/storage/models';
import { removeUnneeded } from '../../../src/storage/removeUnneeded';
import { beginRun, deleteRun } from '../../../src/storage/runs';
import { rowsOfTwoLabels, storeDataSet } from '../../support/storedDataSet';
import { trainedModel } from '../../support/trainedModel';

const signal = new AbortController().signal;
const nearDuplicates = new NearDuplicateGroups();

const renamedTo = (to: string): Labelling => ({ source: { kind: 'one' }, changes: [{ from: 'a', to }] });

async function emptyDatabase(): Promise<void> {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
}
beforeEach(emptyDatabase);
afterEach(() => void vi.restoreAllMocks());

/** Prepares a data set as the page does, and keeps token ids and activations of its texts. */
async function prepareAndTokenize(dataSetId: string, labelling?: Labelling): Promise<string> {
  const preparation = { columns: { text: 0, label: 1 }, ...(labelling && { labelling }) };
  const { id } = await prepareDataSet(dataSetId, preparation, 42, { nearDuplicates, signal, onProgress: () => {} });
  const set = await getPreparedSet(id);
  if (!set) throw new Error('The set was not kept.');
  const key = await tokensKey(set, defaultRecipe);
  if (!(await getTokens(key))) await saveTokens(key, tokens);
  const activations = activationsKey(key, 'wasm', 'pooled');
  if (!(await getActivations(activations))) await saveActivations(activations, { rows: 2, width: 3 }, pieces());
  return id;
}

const tokens = { ids: Int32Array.of(101, 7, 102), offsets: Uint32Array.of(0, 3), truncated: 0 };

async function* pieces() {
  await Promise.resolve();
  yield Float32Array.of(1, 2, 3);
  yield Float32Array.of(4, 5, 6);
}

const countOf = async (store: 'preparedSets' | 'tokens' | 'activations' | 'checksums') =>
  (await database()).count(store);

test('six renames keep one copy of the token ids and activations, and two prepared sets', async () => {
  await storeDataSet('reviews', rowsOfTwoLabels(60));
  await prepareAndTokenize('reviews');
  for (let rename = 1; rename <= 6; rename++) await prepareAndTokenize('reviews', renamedTo(`name ${rename}`));
  expect(await countOf('tokens')).toBe(1);
  expect(await countOf('activations')).toBe(1);
  // The one before the last may still be asked for.
  expect(await countOf('preparedSets')).toBe(2);
});

test('clearing reads keys and ids, and no value of what may be large', async () => {
  await storeDataSet('reviews', rowsOfTwoLabels(60));
  await prepareAndTokenize('reviews');
  await prepareAndTokenize('reviews', renamedTo('c'));
  const read = new Set<string>();
  for (const name of ['get', 'getAll', 'openCursor'] as const) {
    const ofStore = IDBObjectStore.prototype[name];
    vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (this: IDBObjectStore, ...args: unknown[]) {
      read.add(this.name);
      return Reflect.apply(ofStore, this, args);
    });
    const ofIndex = IDBIndex.prototype[name];
    vi.spyOn(IDBIndex.prototype, name).mockImplementation(function (this: IDBIndex, ...args: unknown[]) {
      read.add(this.objectStore.name);
      return Reflect.apply(ofIndex, this, args);
    });
  }
  await removeUnneeded();
  await removeOrphans();
  await deleteDataSet('reviews');
  expect([...read]).toEqual(['lastPrepared']);
  expect(await countOf('tokens')).toBe(0);
});

test('data sets of the same texts share them; they go, with their files, when the last one goes', async () => {
  const rows = rowsOfTwoLabels(60);
  await storeDataSet('first', rows);
  await storeDataSet('second', rows);
  const set = await getPreparedSet(await prepareAndTokenize('first'));
  await prepareAndTokenize('second');
  expect(await countOf('tokens')).toBe(1);
  await deleteDataSet('first');
  expect([await countOf('tokens'), await countOf('activations'), await countOf('checksums')]).toEqual([1, 1, 2]);
  await deleteDataSet('second');
  expect([await countOf('tokens'), await countOf('activations'), await countOf('checksums')]).toEqual([0, 0, 0]);
  const key = activationsKey(await tokensKey({ textsId: set?.textsId ?? '' }, defaultRecipe), 'wasm', 'pooled');
  expect(await readFile(fileOfActivations(key))).toBeUndefined();
});

test('a set that a model came of stays until the model goes', async () => {
  await storeDataSet('reviews', rowsOfTwoLabels(60));
  const ofModel = await prepareAndTokenize('reviews');
  await saveModel({ ...trainedModel(['a', 'b']), preparedSetId: ofModel }, weights(), null, null);
  for (const name of ['c', 'd', 'e']) await prepareAndTokenize('reviews', renamedTo(name));
  expect(await getPreparedSet(ofModel)).toBeDefined();
  await deleteModel('m');
  expect(await getPreparedSet(ofModel)).toBeUndefined();
});

test('a set that an unfinished run works on stays until the run is over', async () => {
  await storeDataSet('reviews', rowsOfTwoLabels(60));
  const ofRun = await prepareAndTokenize('reviews');
  const run = { id: 'run', dataSetId: 'reviews', dataSetName: 'reviews', preparedSetId: ofRun, recipe: defaultRecipe };
  await beginRun({ ...run, startedAt: 0, epochsDone: 0 });
  for (const name of ['c', 'd', 'e']) await prepareAndTokenize('reviews', renamedTo(name));
  expect(await getPreparedSet(ofRun)).toBeDefined();
  await deleteRun('run');
  await removeUnneeded();
  expect(await getPreparedSet(ofRun)).toBeUndefined();
});

test('what other code made is cleared', async () => {
  await storeDataSet('reviews', rowsOfTwoLabels(60));
  const set = await getPreparedSet(await prepareAndTokenize('reviews'));
  const [textsId, code, ...rest] = await tokensKey({ textsId: set?.textsId ?? '' }, defaultRecipe);
  await saveTokens([textsId, code + 1, ...rest], tokens);
  await removeUnneeded();
  expect(await (await database()).getAllKeys('tokens')).toEqual([[textsId, code, ...rest]]);
});

const weights = () => new Map([['output.weight', { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }]]);

function flipBit({ buffer }: { buffer: ArrayBufferLike }): void {
  const bytes = new Uint8Array(buffer);
  bytes[5] = (bytes[5] ?? 0) ^ 1;
}

test('one flipped bit: weights are refused in a sentence', async () => {
  await saveModel(trainedModel(['a', 'b']), weights(), null, null);
  expect(await getWeights('m')).toEqual(weights());
  const damaged = weights();
  flipBit(damaged.get('output.weight')?.values ?? new Uint8Array());
  await (await database()).put('weights', damaged, 'm');
  await expect(getWeights('m')).rejects.toMatchObject({
    code: 'ModelBroken',
    message: expect.stringContaining('damaged on this computer') as string,
  });
});

test('one flipped bit: what a model answered is refused in a sentence, and the model stays', async () => {
  const model = trainedModel(['a', 'b']);
  await saveModel(model, weights(), storedPredictions(), null);
  expect(await getPredictions('m')).toEqual(storedPredictions());
  const record = await (await database()).get('predictions', 'm');
  if (record) flipBit(record.logits);
  if (record) await (await database()).put('predictions', record);
  await expect(evaluateModel('m')).rejects.toMatchObject({ code: 'RowsDamaged' });
  // An export goes on without them.
  expect(await findPredictions('m')).toBeUndefined();
  expect(await getWeights('m')).toEqual(weights());
});

const storedPredictions = (): StoredPredictions => ({
  modelId: 'm',
  task: 'singleLabel',
  rowNumbers: Uint32Array.of(2, 3),
  texts: ['one', 'two'],
  targets: Uint16Array.of(0, 1),
  logits: Float32Array.of(1, 0, 0, 1),
  splitRows: { rowNumbers: Uint32Array.of(2, 3), splits: Uint8Array.of(2, 2), folds: null },
});

test('one flipped bit: rows are refused in a sentence', async () => {
  await storeDataSet('reviews', rowsOfTwoLabels(60));
  const block = await (await database()).get('rowBlocks', ['reviews', 0]);
  if (!block) throw new Error('The rows were not kept.');
  expect(await readBlock('reviews', 0)).toEqual(rowsOfTwoLabels(60));
  // Another letter of one text.
  await (
    await database()
  ).put('rowBlocks', { ...block, text: block.text.replace('number 7', 'oumber 7') }, ['reviews', 0]);
  await expect(prepareAndTokenize('reviews')).rejects.toMatchObject({
    code: 'RowsDamaged',
    message: expect.stringContaining('Choose their file again') as string,
  });
});

test('one flipped bit: a prepared set is made again, the same', async () => {
  await storeDataSet('reviews', rowsOfTwoLabels(60));
  const id = await prepareAndTokenize('reviews');
  const set = await getPreparedSet(id);
  const record = await (await database()).get('preparedSets', id);
  if (record) flipBit(record.rows);
  if (record) await (await database()).put('preparedSets', record);
  expect(await getPreparedSet(id)).toBeUndefined();
  expect(await prepareAndTokenize('reviews')).toBe(id);
  expect(await getPreparedSet(id)).toEqual(set);
});

test('one flipped bit: token ids and activations count as not there, so that they are computed again', async () => {
  const key = await tokensKey({ textsId: 'texts' }, defaultRecipe);
  await saveTokens(key, tokens);
  expect(await getTokens(key)).toEqual(tokens);
  const damaged = structuredClone(tokens);
  flipBit(damaged.ids);
  await (await database()).put('tokens', damaged, key);
  expect(await getTokens(key)).toBeUndefined();

  const ofLayers = activationsKey(key, 'wasm', 'pooled');
  await saveActivations(ofLayers, { rows: 2, width: 3 }, pieces());
  expect(await getActivations(ofLayers)).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  // 7 is 6 with one bit more.
  const damagedPieces = async function* () {
    await Promise.resolve();
    yield Float32Array.of(1, 2, 3, 4, 5, 7);
  };
  await writeFile(fileOfActivations(ofLayers), damagedPieces());
  expect(await getActivations(ofLayers)).toBeUndefined();
});
