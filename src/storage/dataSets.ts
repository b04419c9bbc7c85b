// Imported files: their rows in packed blocks, and what is derived from them.

import type { DataSet } from '../domain/dataset';
import type { Preparation } from '../domain/preparation';
import { withChange } from '../domain/preparationChange';
import { announce } from './changes';
import { deleteStates, stateStores } from './checkpoints';
import { sealed } from './checksums';
import { database, stored } from './database';
import { packRows, type PackedRows } from './packedRows';
import { removeUnneeded } from './removeUnneeded';
import { idsInTrash, isInTrash } from './trash';

/** All whole data sets that are not deleted, the newest first. */
export async function listDataSets(): Promise<DataSet[]> {
  const [all, deleted] = await Promise.all([(await database()).getAll('dataSets'), idsInTrash('dataSets')]);
  return all.filter(({ id }) => !deleted.has(id)).sort((a, b) => b.createdAt - a.createdAt);
}

/** A data set, where there is one of that id that is not deleted. */
export async function getDataSet(id: string): Promise<DataSet | undefined> {
  if (await isInTrash('dataSets', id)) return undefined;
  return (await database()).get('dataSets', id);
}

/** What the user decided about a data set; `undefined` before the first decision. */
export async function getPreparation(dataSetId: string): Promise<Preparation | undefined> {
  return (await database()).get('preparations', dataSetId);
}

/** Remembers as which set a data set was last prepared. */
export async function notePrepared(dataSetId: string, preparedSetId: string): Promise<void> {
  await stored('these choices', async () => {
    const transaction = (await database()).transaction('lastPrepared', 'readwrite');
    await Promise.all([transaction.store.put(preparedSetId, dataSetId), transaction.done]);
  });
}

/**
 * Makes a change to what the user decided about a data set, over what other tabs made of it meanwhile.
 *
 * @param seen what the change was made from
 * @returns the decisions as they now are
 * @throws Failure `StorageFull`
 */
export async function changePreparation(
  dataSetId: string,
  seen: Preparation,
  wanted: Preparation,
): Promise<Preparation> {
  const changed = await stored('these choices', async () => {
    const transaction = (await database()).transaction(['dataSets', 'preparations'], 'readwrite');
    const preparations = transaction.objectStore('preparations');
    const isHere = (await transaction.objectStore('dataSets').getKey(dataSetId)) !== undefined;
    const now = withChange((await preparations.get(dataSetId)) ?? seen, seen, wanted);
    await Promise.all([isHere && preparations.put(now, dataSetId), transaction.done]);
    return now;
  });
  announce({ of: 'preparations', dataSetId });
  return changed;
}

/** Characters after which a block is full: every record has its price, and a block is read as a whole. */
const blockCharacters = 1_000_000;
const mostBlockRows = 20_000;
/** Blocks that are written while the next one is filled: a few, for a write waits for another process. */
const maxWriting = 6;

/**
 * Writes the rows of a file as they come, and the data set itself last: until `seal` has resolved there is no
 * data set, only blocks that `removeOrphans` clears.
 */
export class RowWriter {
  private pending: string[][] = [];
  private pendingCharacters = 0;
  private readonly blockStarts: number[] = [];
  private written = 0;
  /** Oldest first. */
  private writing: Promise<void>[] = [];

  constructor(private readonly dataSetId: string) {}

  /** Rows taken so far. */
  get rowCount(): number {
    return this.written + this.pending.length;
  }

  /** Takes rows; resolves when all full blocks but the last few are stored. */
  async add(rows: string[][]): Promise<void> {
    for (const row of rows) {
      this.pending.push(row);
      for (const cell of row) this.pendingCharacters += cell.length;
      const isFull = this.pendingCharacters >= blockCharacters || this.pending.length === mostBlockRows;
      if (isFull) await this.flush();
    }
  }

  /** Stores the rest and the data set, flushed to disk before it resolves. */
  async seal(described: Omit<DataSet, 'blockStarts'>): Promise<DataSet> {
    await this.flush();
    await Promise.all(this.writing);
    const dataSet = { ...described, blockStarts: Uint32Array.from(this.blockStarts) };
    await stored('these rows', async () => {
      const transaction = (await database()).transaction('dataSets', 'readwrite', {
        durability: 'strict',
      });
      await Promise.all([transaction.store.put(dataSet), transaction.done]);
    });
    announce({ of: 'dataSets' });
    return dataSet;
  }

  /** Resolves when nothing is being written any more, well or not. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.writing);
  }

  /** Begins to write the pending rows as a block. */
  private async flush(): Promise<void> {
    if (this.pending.length === 0) return;
    const write = this.write(packRows(this.pending), this.blockStarts.length);
    this.blockStarts.push(this.written);
    this.written += this.pending.length;
    this.pending = [];
    this.pendingCharacters = 0;
    // A failure is thrown where the write is awaited: at the next flushes or in `seal`.
    write.catch(() => {});
    this.writing.push(write);
    while (this.writing.length > maxWriting) await this.writing.shift();
  }

  private async write(rows: PackedRows, number: number): Promise<void> {
    const block = await sealed(rows);
    return stored('these rows', async () => {
      const transaction = (await database()).transaction('rowBlocks', 'readwrite');
      await Promise.all([transaction.store.put(block, [this.dataSetId, number]), transaction.done]);
    });
  }
}

/** Stores of what belongs to one data set alone. */
const ownStores = ['preparedSets', 'runs'] as const;

/** Deletes a data set with all its rows, all that was derived from them, and its interrupted runs. Its models stay. */
export async function deleteDataSet(id: string): Promise<void> {
  await deleteRecords(id);
  await removeUnneeded();
}

async function deleteRecords(id: string): Promise<void> {
  const db = await database();
  const runs = await db.getAllKeysFromIndex('runs', 'dataSet', id);
  const stores = ['dataSets', 'rowBlocks', 'preparations', 'lastPrepared', ...stateStores, ...ownStores] as const;
  const transaction = db.transaction(stores, 'readwrite');
  await Promise.all([
    transaction.objectStore('dataSets').delete(id),
    transaction.objectStore('rowBlocks').delete(blocksOf(id)),
    transaction.objectStore('preparations').delete(id),
    transaction.objectStore('lastPrepared').delete(id),
    ...runs.map((run) => deleteStates(transaction, run)),
    ...ownStores.map(async (store) => {
      const keys = await transaction.objectStore(store).index('dataSet').getAllKeys(id);
      await Promise.all(keys.map((key) => transaction.objectStore(store).delete(key)));
    }),
    transaction.done,
  ]);
  announce({ of: 'dataSets' });
}

/** Clears what belongs to no data set: rows of imports that were cut off, and what outlived a deleted set. */
export async function removeOrphans(): Promise<void> {
  const db = await database();
  const sealed = new Set(await db.getAllKeys('dataSets'));
  const owners = new Set((await db.getAllKeys('rowBlocks')).map(([owner]) => owner));
  for (const store of ownStores) {
    // Not by 'nextunique': WebKit can't open such a cursor on an empty index.
    let cursor = await db.transaction(store).store.index('dataSet').openKeyCursor();
    for (; cursor; cursor = await cursor.continue()) owners.add(cursor.key);
  }
  for (const owner of owners) {
    if (!sealed.has(owner)) await deleteRecords(owner);
  }
  await removeUnneeded();
}

/** Clears the rows of one import that was given up. */
export async function discardRows(dataSetId: string): Promise<void> {
  await (await database()).delete('rowBlocks', blocksOf(dataSetId));
}

function blocksOf(dataSetId: string): IDBKeyRange {
  return IDBKeyRange.bound([dataSetId, 0], [dataSetId, Infinity]);
}
