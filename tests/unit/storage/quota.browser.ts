// Storage that is full at twenty points of what is written: nothing hangs, nothing counts as stored that is not, what was
// there stays readable, and the same work succeeds when there is room again. In Chromium, whose quota can be set.

import { afterAll, expect, test } from 'vitest';
import { eventually } from '../../support/eventually';
import { cdp } from 'vitest/browser';
import type { KeptFile } from '../../../src/domain/baseModel';
import { quickHashOfFile, sha256OfFile } from '../../../src/data/read/bytes/fileHash';
import type { Run } from '../../../src/domain/run';
import { defaultRecipe } from '../../../src/domain/recipe';
import { importFiles } from '../../../src/pipeline/data/importFiles';
import { getCheckpoint } from '../../../src/storage/checkpoints';
import { listDataSets, removeOrphans } from '../../../src/storage/dataSets';
import { readRowBlocks } from '../../../src/storage/rows';
import { keepFiles, readModelFile, removeModelFiles } from '../../../src/storage/baseModels';
import { findModel, getWeights, saveModel } from '../../../src/storage/models';
import { releaseRoom, reserveRoom } from '../../../src/storage/reservedRoom';
import { beginRun, saveCheckpoint } from '../../../src/storage/runs';
import { rowsOfTwoLabels, storeDataSet } from '../../support/storedDataSet';
import { trainedModel } from '../../support/trainedModel';

const origin = location.origin;
const limit = async (quotaSize?: number) => {
  await cdp().send('Storage.overrideQuotaForOrigin', { origin, ...(quotaSize !== undefined && { quotaSize }) });
};
const clear = async () => {
  await cdp().send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb,file_systems' });
  await eventually(async () => expect(await listDataSets()).toEqual([]));
};

const megabyte = 2 ** 20;
/** Bytes that may be stored in all; each piece of work below writes more than the first and less than the last. */
const quotas = [megabyte / 4, megabyte / 2, megabyte, 3 * megabyte, 32 * megabyte];

const earlier = rowsOfTwoLabels(50);

/** Begins anew with some rows under a quota: Chromium asks only now and then what a database may take. */
async function beginWith(quota: number): Promise<void> {
  await limit();
  await clear();
  await limit(quota);
  await storeDataSet('earlier', earlier);
}

// A read whose store is cleared under it fails twice in idb: by its request, which is heard, and by `done`, which it never
// gives to anybody.
addEventListener(
  'unhandledrejection',
  (event) => {
    if (event.reason instanceof DOMException && event.reason.name === 'AbortError') event.stopImmediatePropagation();
  },
  { capture: true },
);

afterAll(async () => {
  await limit();
  await clear();
});

/** Numbers that no disk compresses. */
function noise(bytes: number): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(values.subarray(at, Math.min(bytes, at + 65_536)));
  return values;
}
/** As `noise`, as floats that equal themselves. */
const floats = (count: number) => Float32Array.from(new Uint32Array(noise(4 * count).buffer));

async function earlierRows(): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const block of readRowBlocks('earlier')) rows.push(...block.rows);
  return rows;
}

/** Runs work at each point; with room it must succeed. Gives at how many points there was none. */
async function atEachPoint(
  work: (point: number) => Promise<void>,
  isThere: (point: number) => Promise<boolean>,
  before = async () => {},
) {
  let refused = 0;
  for (const [point, quota] of quotas.entries()) {
    await beginWith(quota);
    await before();
    const stored = await work(point).then(
      () => true,
      (error: unknown) => {
        expect(error).toMatchObject({ code: 'StorageFull', message: expect.stringContaining('no room') as string });
        return false;
      },
    );
    expect(await isThere(point)).toBe(stored);
    expect(await earlierRows()).toEqual(earlier);
    if (!stored) refused++;
    await limit();
    if (!stored) await work(point);
    expect(await isThere(point)).toBe(true);
  }
  return refused;
}

test('an import', async () => {
  const texts = Array.from({ length: 3000 }, () => btoa(String.fromCharCode(...noise(450))));
  const file = new File(
    [`text,label\n${texts.map((text, row) => `${text},${row % 2 ? 'a' : 'b'}`).join('\n')}\n`],
    'rows.csv',
  );
  const names = async () => (await listDataSets()).map(({ name }) => name);
  const work = async (point: number) => {
    await removeOrphans();
    await importFiles([new File([file], `${point}.csv`)], new Map(), { onProgress: () => {}, onPreview: () => {} });
  };
  const refused = await atEachPoint(work, async (point) => (await names()).includes(`${point}.csv`));
  expect(refused).toBeGreaterThan(1);
});

const run: Run = {
  id: 'run',
  dataSetId: 'earlier',
  dataSetName: 'earlier.csv',
  preparedSetId: 'earlier/set',
  recipe: defaultRecipe,
  startedAt: 0,
  epochsDone: 0,
};

test('the state of a run: the one before stays', async () => {
  const values = floats(megabyte / 8);
  const state = (epoch: number) => ({
    step: epoch,
    stepsPerEpoch: 1,
    lossSum: 0,
    unreadLoss: 0,
    stopping: { best: 1, epochsSinceBest: 0 },
    choice: { bestMacroF1: 1, lowestLoss: 1 },
    weights: new Map([['head', { shape: [values.length], values: values.map((value) => value + epoch) }]]),
    moments: [values, values],
    history: [],
    bestEpoch: epoch,
    bestWeights: new Map(),
  });
  const first = { ...state(1), weights: new Map(), moments: [] };
  const refused = await atEachPoint(
    () => saveCheckpoint(run, state(2)),
    async () => {
      const reached = (await getCheckpoint(run.id))?.step ?? 0;
      expect(reached).toBeGreaterThanOrEqual(1);
      return reached === 2;
    },
    async () => {
      await beginRun(run);
      await saveCheckpoint(run, first);
    },
  );
  expect(refused).toBeGreaterThan(1);
});

test('a finished model', async () => {
  const weights = new Map([['head', { shape: [megabyte / 3], values: floats(Math.floor(megabyte / 3)) }]]);
  const refused = await atEachPoint(
    (point) => saveModel({ ...trainedModel(['a', 'b']), id: `model ${point}` }, weights, null, null),
    async (point) => {
      const found = await findModel(`model ${point}`);
      if (found) expect((await getWeights(found.id)).size).toBe(1);
      return found !== undefined;
    },
  );
  expect(refused).toBeGreaterThan(1);
});

test('the files of a model that is added', async () => {
  const content = new Blob([noise(1.3 * megabyte)]);
  const hashes = { sha256: await sha256OfFile(content), quickHash: await quickHashOfFile(content) };
  const kept = new Map<number, KeptFile[]>();
  const refused = await atEachPoint(
    async (point) => {
      try {
        kept.set(point, await keepFiles(`model-${point}`, [{ name: 'model.safetensors', content, ...hashes }]));
      } catch (error) {
        await removeModelFiles(`model-${point}`);
        throw error;
      }
    },
    async (point) => {
      const file = await readModelFile(`model-${point}`, 'model.safetensors');
      return kept.has(point) && (await quickHashOfFile(file)) === hashes.quickHash;
    },
  );
  expect(refused).toBeGreaterThan(1);
});

test('room that is reserved is there when it is released, and what is missing is told', async () => {
  await beginWith(6 * megabyte);
  const missing = await reserveRoom({ model: 4 * megabyte, state: 4 * megabyte });
  expect(missing).toBeGreaterThan(megabyte);
  expect(missing).toBeLessThan(5 * megabyte);
  // Nothing is written before the room is taken: what a database was granted it keeps for half a minute.
  await limit();
  await clear();
  await limit(6 * megabyte);
  expect(await reserveRoom({ model: 4.5 * megabyte, state: megabyte / 4 })).toBe(0);
  const weights = new Map([['head', { shape: [megabyte / 2], values: floats(megabyte / 2) }]]);
  const save = () => saveModel({ ...trainedModel(['a', 'b']), id: 'reserved' }, weights, null, null);
  await expect(save()).rejects.toThrow(/no room/);
  await releaseRoom();
  await save();
  expect(await getWeights('reserved')).toEqual(weights);
});

test('when the browser cleared everything, the store starts anew', async () => {
  await beginWith(32 * megabyte);
  expect(await listDataSets()).toHaveLength(1);
  // Whatever the store was at when it was cleared: Chromium leaves some questions without an answer then.
  for (let time = 0; time < 50; time++) {
    await clear();
    await storeDataSet('again', earlier);
    expect(await listDataSets()).toHaveLength(1);
  }
});
