// Preparing and tokenizing, cancelled at any moment: nothing is left of them, and the next one is as if they had never been.

import { beforeEach, expect, test } from 'vitest';
import { isAbort } from '../../../src/domain/failures';
import { seededRandom } from '../../../src/domain/random';
import { nextTask } from '../../../src/jobs/breathe';
import { NearDuplicateGroups } from '../../../src/pipeline/data/groupNearDuplicates';
import { prepareDataSet } from '../../../src/pipeline/data/prepareDataSet';
import { database } from '../../../src/storage/database';
import { removeOrphans } from '../../../src/storage/dataSets';
import { getPreparedSet, getTokens } from '../../../src/storage/derived';
import { rowsOfTwoLabels, storeDataSet } from '../../support/storedDataSet';

beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
});

/** Prepares with a label of another name, so that it is not there already; another context each time, as after a reload. */
function prepare(name: string, signal: AbortSignal) {
  const changes = [{ from: 'a', to: name }];
  const preparation = { columns: { text: 0, label: 1 }, labelling: { source: { kind: 'one' as const }, changes } };
  const nearDuplicates = new NearDuplicateGroups();
  return prepareDataSet('reviews', preparation, 42, { nearDuplicates, signal, onProgress: () => {} });
}

async function countsOf(...stores: ('dataSets' | 'rowBlocks' | 'preparedSets' | 'lastPrepared')[]) {
  const db = await database();
  return Promise.all(stores.map((store) => db.count(store)));
}

test('preparing, cancelled at 25 moments', async () => {
  await storeDataSet('reviews', rowsOfTwoLabels(2000));
  const random = seededRandom(22);
  // The first is slower than all that follow: of its tasks most moments would lie after their end.
  await prepare('first', new AbortController().signal);
  const wholeIs = await tasksOf(prepare('whole', new AbortController().signal));
  let cancelled = 0;
  for (let cancel = 0; cancel < 25; cancel++) {
    const abort = new AbortController();
    const before = await (await database()).getAllKeys('preparedSets');
    const work = prepare(`name ${cancel}`, abort.signal);
    const outcome = work.catch((error: unknown) => (isAbort(error) ? 'cancelled' : Promise.reject(error as Error)));
    for (let task = Math.floor(random() * wholeIs); task > 0; task--) await nextTask();
    abort.abort();
    // Soon: in about as many tasks as all of it takes; how many pass while the database writes is not for us to say.
    expect(await tasksOf(outcome)).toBeLessThanOrEqual(10 * wholeIs);
    if ((await outcome) !== 'cancelled') continue;
    cancelled++;
    expect(await (await database()).getAllKeys('preparedSets')).toEqual(before);
    expect(await countsOf('dataSets', 'rowBlocks')).toEqual([1, 1]);
  }
  expect(cancelled).toBeGreaterThan(2);
  const { id } = await prepare('after', new AbortController().signal);
  expect((await getPreparedSet(id))?.labels).toEqual(['after', 'b']);
  const kept = await countsOf('preparedSets', 'lastPrepared');
  await removeOrphans();
  expect(await countsOf('preparedSets', 'lastPrepared')).toEqual(kept);
});

/** How many tasks pass until work is over. */
async function tasksOf(work: Promise<unknown>): Promise<number> {
  let isOver = false;
  void work.finally(() => (isOver = true)).catch(() => {});
  let tasks = 0;
  for (; !isOver; tasks++) await nextTask();
  return tasks;
}

test('tokenizing, whose thread is ended at 25 moments: token ids are there whole or not at all', async () => {
  const random = seededRandom(22);
  const db = await database();
  let stored = 0;
  for (let cancel = 0; cancel < 25; cancel++) {
    const worker = new Worker(new URL('../../support/tokensWorker.ts', import.meta.url), { type: 'module' });
    await new Promise((resolve) => (worker.onmessage = resolve));
    for (let task = Math.floor(random() * 300); task > 0; task--) await nextTask();
    worker.terminate();
    const keys = await db.getAllKeys('tokens');
    expect((await db.getAllKeys('checksums')).map(([, ...key]) => key)).toEqual(keys);
    for (const key of keys) expect((await getTokens(key))?.ids.length).toBe(200_000);
    stored += keys.length;
    await Promise.all([db.clear('tokens'), db.clear('checksums')]);
  }
  expect(stored).toBeGreaterThan(25);
});
