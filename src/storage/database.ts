// Opens the database, and turns the browser's storage errors into words.

import { openDB, type IDBPDatabase, type IDBPObjectStore, type StoreNames } from 'idb';
import { noOddRows, type DataSet, type Format } from '../domain/dataset';
import { Failure } from '../domain/failures';
import type { HoneSchema } from './schema';

const name = 'hone';
const version = 4;

let opened: Promise<IDBPDatabase<HoneSchema>> | undefined;

/** The database of this thread, opened once. */
export function database(): Promise<IDBPDatabase<HoneSchema>> {
  opened ??= open().catch((error: unknown) => {
    opened = undefined;
    throw new Failure(
      'StorageBlocked',
      'This browser doesn’t let Hone keep data here. Leave private mode, or allow this site to store data, and reload.',
      { cause: error },
    );
  });
  return opened;
}

function open(): Promise<IDBPDatabase<HoneSchema>> {
  return openDB<HoneSchema>(name, version, {
    upgrade(db, from, _to, transaction) {
      if (from < 1) {
        db.createObjectStore('dataSets', { keyPath: 'id' });
        db.createObjectStore('rowBlocks');
        db.createObjectStore('preparedSets', { keyPath: 'id' }).createIndex('dataSet', 'dataSetId');
        db.createObjectStore('tokens', { keyPath: 'id' }).createIndex('dataSet', 'dataSetId');
        db.createObjectStore('activations', { keyPath: 'id' }).createIndex('dataSet', 'dataSetId');
        db.createObjectStore('models', { keyPath: 'id' });
        db.createObjectStore('weights');
        db.createObjectStore('predictions', { keyPath: 'modelId' });
      }
      if (from < 2) {
        const runs = db.createObjectStore('interruptedRuns', { keyPath: 'preparedSetId' });
        runs.createIndex('dataSet', 'dataSetId');
        db.createObjectStore('tuning');
      }
      if (from < 3) {
        db.createObjectStore('preparations');
        // Prepared sets know the whole preparation now; they and what follows from them are made again.
        for (const store of ['preparedSets', 'tokens', 'interruptedRuns'] as const) {
          void transaction.objectStore(store).clear();
        }
      }
      if (from < 4) {
        db.createObjectStore('baseModels', { keyPath: 'id' });
        db.createObjectStore('downloads', { keyPath: 'id' });
        if (from > 0) void describeSources(transaction.objectStore('dataSets'));
      }
    },
    blocking(_current, _blocked, event) {
      // A newer Hone in another tab wants to upgrade: let it.
      if (event.target instanceof IDBDatabase) event.target.close();
      opened = undefined;
    },
    terminated() {
      opened = undefined;
    },
  });
}

/** Before version 4 a data set was one delimited file. */
async function describeSources(
  store: IDBPObjectStore<
    HoneSchema,
    ArrayLike<StoreNames<HoneSchema>>,
    'dataSets',
    'versionchange'
  >,
): Promise<void> {
  for (const old of await store.getAll()) {
    const { dialect, surplusRows = 0, ...kept }: SingleFile = old;
    if (!dialect) continue;
    await store.put({
      ...kept,
      sources: [
        {
          name: old.name,
          format: { kind: 'delimited', splitsOnce: false, ...dialect },
          rowCount: old.rowCount,
        },
      ],
      skipped: [],
      stretches: [{ row: 0, number: dialect.hasHeader ? 2 : 1 }],
      odd: { ...noOddRows, surplus: surplusRows },
    });
  }
}

type SingleFile = DataSet & {
  dialect?: Omit<Extract<Format, { kind: 'delimited' }>, 'kind' | 'splitsOnce'>;
  surplusRows?: number;
};

/**
 * Runs a write and passes its failure on in words. A write counts only when its transaction is complete:
 * over the quota, a request may succeed and the transaction abort after it.
 *
 * @throws Failure `StorageFull`
 */
export async function stored<T>(what: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isQuotaError(error)) {
      throw new Failure(
        'StorageFull',
        `Your browser has no room left for ${what}. Delete data sets or models you no longer need, below, and try again. What was already saved is still there.`,
        { cause: error },
      );
    }
    throw error;
  }
}

function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}
