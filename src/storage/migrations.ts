// The one way from any version of the database to this one. A change of shape is a step more at the end; a step that was
// released is never edited.

import type { IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { HoneSchema } from './schema';

type Upgrade = IDBPTransaction<HoneSchema, StoreNames<HoneSchema>[], 'versionchange'>;

/** Makes the next version of the one before. It awaits nothing but the database, or the upgrade would end under it. */
export type Migration = (db: IDBPDatabase<HoneSchema>, upgrade: Upgrade) => void | Promise<void>;

/** Step `n` makes version `n + 1`. */
export const migrations: readonly Migration[] = [createStores];

/** Takes all steps after a version; 0: there is no database yet. */
export async function migrate(
  steps: readonly Migration[],
  from: number,
  db: IDBPDatabase<HoneSchema>,
  upgrade: Upgrade,
): Promise<void> {
  for (const step of steps.slice(from)) await step(db, upgrade);
}

function createStores(db: IDBPDatabase<HoneSchema>): void {
  for (const store of ['dataSets', 'baseModels', 'downloads'] as const) {
    db.createObjectStore(store, { keyPath: 'id' });
  }
  for (const store of [
    'rowBlocks',
    'preparations',
    'checkpoints',
    'folds',
    'trash',
    'lastPrepared',
    'tokens',
    'activations',
    'checksums',
    'tuning',
    'weights',
  ] as const) {
    db.createObjectStore(store);
  }
  db.createObjectStore('predictions', { keyPath: 'modelId' });
  db.createObjectStore('models', { keyPath: 'id' }).createIndex('preparedSet', 'preparedSetId');
  const sets = db.createObjectStore('preparedSets', { keyPath: 'id' });
  sets.createIndex('dataSet', 'dataSetId');
  sets.createIndex('texts', 'textsId');
  const runs = db.createObjectStore('runs', { keyPath: 'id' });
  runs.createIndex('dataSet', 'dataSetId');
  runs.createIndex('preparedSet', 'preparedSetId');
}
