// Imported files: their rows in packed blocks, and what is derived from them.

import type { DataSet, Preparation } from '../domain/dataset';
import { Failure } from '../domain/failures';
import { database, stored } from './database';
import { removeFile } from './files';
import { packRows, unpackRows, type PackedRows } from './packedRows';
import { rowsPerBlock } from './schema';

export { rowsPerBlock };

/** All whole data sets, the newest first. */
export async function listDataSets(): Promise<DataSet[]> {
  const all = await (await database()).getAll('dataSets');
  return all.sort((a, b) => b.createdAt - a.createdAt);
}

export async function getDataSet(id: string): Promise<DataSet | undefined> {
  return (await database()).get('dataSets', id);
}

/** How a data set was last prepared. */
export async function getPreparation(dataSetId: string): Promise<Preparation | undefined> {
  return (await database()).get('preparations', dataSetId);
}

export async function savePreparation(dataSetId: string, preparation: Preparation): Promise<void> {
  await stored('these choices', async () => {
    const transaction = (await database()).transaction('preparations', 'readwrite');
    await Promise.all([transaction.store.put(preparation, dataSetId), transaction.done]);
  });
}

/** Blocks that are written in one transaction: each has its price. */
const blocksPerWrite = 10;
/** Transactions that run while the next blocks are filled. */
const maxWriting = 2;

/**
 * Writes the rows of a file as they come, and the data set itself last: until `seal` has resolved there is no
 * data set, only blocks that `removeOrphans` clears.
 */
export class RowWriter {
  private pending: string[][] = [];
  private packed: PackedRows[] = [];
  private block = 0;
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
      if (this.pending.length === rowsPerBlock) await this.flush();
    }
  }

  /** Stores the rest and the data set, flushed to disk before it resolves. */
  async seal(dataSet: DataSet): Promise<void> {
    await this.flush(true);
    await Promise.all(this.writing);
    await stored('these rows', async () => {
      const transaction = (await database()).transaction('dataSets', 'readwrite', {
        durability: 'strict',
      });
      await Promise.all([transaction.store.put(dataSet), transaction.done]);
    });
  }

  /** Resolves when nothing is being written any more, well or not. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.writing);
  }

  /** Packs the pending rows; writes the packed blocks when they are enough, or all of them. */
  private async flush(all = false): Promise<void> {
    if (this.pending.length > 0) this.packed.push(packRows(this.pending));
    this.written += this.pending.length;
    this.pending = [];
    if (this.packed.length === 0 || (this.packed.length < blocksPerWrite && !all)) return;
    const write = this.write(this.packed, this.block);
    this.block += this.packed.length;
    this.packed = [];
    // A failure is thrown where the write is awaited: at the next flushes or in `seal`.
    write.catch(() => {});
    this.writing.push(write);
    while (this.writing.length > maxWriting) await this.writing.shift();
  }

  private write(blocks: PackedRows[], first: number): Promise<void> {
    return stored('these rows', async () => {
      const transaction = (await database()).transaction('rowBlocks', 'readwrite');
      const puts = blocks.map((block, index) =>
        transaction.store.put(block, [this.dataSetId, first + index]),
      );
      await Promise.all([...puts, transaction.done]);
    });
  }
}

/** The rows of a data set, block after block, in the file's order. */
export async function* readRowBlocks(
  dataSetId: string,
): AsyncGenerator<{ firstRow: number; rows: string[][] }> {
  for (let block = 0; ; block++) {
    const rows = await readBlock(dataSetId, block);
    if (!rows) return;
    yield { firstRow: block * rowsPerBlock, rows };
  }
}

/** One block of rows: those from `number * rowsPerBlock` on. */
export async function readBlock(
  dataSetId: string,
  number: number,
): Promise<string[][] | undefined> {
  const block = await (await database()).get('rowBlocks', [dataSetId, number]);
  return block && !Array.isArray(block) ? unpackRows(block) : block;
}

/** The first rows of a data set, at most `count` and at most one block. */
export async function firstRows(dataSetId: string, count: number): Promise<string[][]> {
  const rows = await readBlock(dataSetId, 0);
  return rows?.slice(0, count) ?? [];
}

/**
 * One column's cells of some rows.
 *
 * @param rows ascending row indices, from 0
 */
export async function* readCells(
  dataSetId: string,
  column: number,
  rows: Uint32Array,
): AsyncGenerator<string[]> {
  let next = 0;
  while (next < rows.length) {
    const block = Math.floor((rows[next] ?? 0) / rowsPerBlock);
    const cells = await readBlock(dataSetId, block);
    const found: string[] = [];
    for (; next < rows.length; next++) {
      const row = rows[next] ?? 0;
      if (Math.floor(row / rowsPerBlock) !== block) break;
      if (!cells) {
        throw new Failure(
          'Unexpected',
          'These rows were deleted meanwhile, perhaps in another tab.',
        );
      }
      found.push(cells[row % rowsPerBlock]?.[column] ?? '');
    }
    yield found;
  }
}

/** Whole rows, in the order in which their indices are given. */
export async function readRows(dataSetId: string, rows: Uint32Array): Promise<string[][]> {
  const numbers = new Set(Array.from(rows, (row) => Math.floor(row / rowsPerBlock)));
  const blocks = new Map<number, string[][] | undefined>();
  for (const block of numbers) blocks.set(block, await readBlock(dataSetId, block));
  return Array.from(
    rows,
    (row) => blocks.get(Math.floor(row / rowsPerBlock))?.[row % rowsPerBlock] ?? [],
  );
}

/** Stores of what is computed from a data set. */
const derivedStores = ['preparedSets', 'tokens', 'activations', 'interruptedRuns'] as const;

/** Deletes a data set with all its rows and all that was derived from them. Models trained on it stay. */
export async function deleteDataSet(id: string): Promise<void> {
  const db = await database();
  const files = await db.getAllFromIndex('activations', 'dataSet', id);
  const transaction = db.transaction(
    ['dataSets', 'rowBlocks', 'preparations', ...derivedStores],
    'readwrite',
  );
  await Promise.all([
    transaction.objectStore('dataSets').delete(id),
    transaction.objectStore('rowBlocks').delete(blocksOf(id)),
    transaction.objectStore('preparations').delete(id),
    ...derivedStores.map(async (store) => {
      const keys = await transaction.objectStore(store).index('dataSet').getAllKeys(id);
      await Promise.all(keys.map((key) => transaction.objectStore(store).delete(key)));
    }),
    transaction.done,
  ]);
  for (const { file } of files) await removeFile(file);
}

/** Clears what belongs to no data set: rows of imports that were cut off, and what outlived a deleted set. */
export async function removeOrphans(): Promise<void> {
  const db = await database();
  const sealed = new Set(await db.getAllKeys('dataSets'));
  const owners = new Set((await db.getAllKeys('rowBlocks')).map(([owner]) => owner));
  for (const store of derivedStores) {
    for (const { dataSetId } of await db.getAll(store)) owners.add(dataSetId);
  }
  for (const owner of owners) {
    if (!sealed.has(owner)) await deleteDataSet(owner);
  }
}

/** Clears the rows of one import that was given up. */
export async function discardRows(dataSetId: string): Promise<void> {
  await (await database()).delete('rowBlocks', blocksOf(dataSetId));
}

function blocksOf(dataSetId: string): IDBKeyRange {
  return IDBKeyRange.bound([dataSetId, 0], [dataSetId, Infinity]);
}
