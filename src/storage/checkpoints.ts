// States that runs can be continued from: of each run the last two, so that one that is damaged costs what came after the
// other and not the run; of a cross-validation also each fold that it has tested.

import type { IDBPTransaction } from 'idb';
import { checksumOf, isUndamaged, piecesOf, sealed, unsealed } from './checksums';
import { database } from './database';
import type { HoneSchema, StoredCheckpoint, TestedFold } from './schema';

const mostKept = 2;

/** Where the states lie. */
export const stateStores = ['checkpoints', 'folds', 'checksums'] as const;

type Writing = Pick<IDBPTransaction<HoneSchema, (typeof stateStores)[number][], 'readwrite'>, 'objectStore'>;

/** All states, or all folds, of a run. An empty array sorts after every number. */
const ofRun = (runId: string) => IDBKeyRange.bound([runId], [runId, []]);

/** The last undamaged state of a run, where one is kept. */
export async function getCheckpoint(runId: string): Promise<StoredCheckpoint | undefined> {
  const db = await database();
  const keys = await db.getAllKeys('checkpoints', ofRun(runId));
  for (const key of keys.reverse()) {
    const checkpoint = await db.get('checkpoints', key);
    const checksum = await db.get('checksums', ['checkpoints', ...key]);
    if (checkpoint && (await isUndamaged(piecesOf(checkpoint), checksum))) return checkpoint;
  }
  return undefined;
}

/** What writes a state of a run in a transaction; the ones before the last go. */
export async function checkpointWriter(
  runId: string,
  checkpoint: StoredCheckpoint,
): Promise<(transaction: Writing) => Promise<void>> {
  const checksum = await checksumOf(piecesOf(checkpoint));
  const key: [string, number] = [runId, checkpoint.step];
  return async (transaction) => {
    await Promise.all([
      transaction.objectStore('checkpoints').put(checkpoint, key),
      transaction.objectStore('checksums').put(checksum, ['checkpoints', ...key]),
    ]);
    await deleteCheckpoints(transaction, runId, mostKept);
  };
}

/** A tested fold of a run, where it is kept and undamaged. */
export async function getFold(runId: string, fold: number): Promise<TestedFold | undefined> {
  const record = await (await database()).get('folds', [runId, fold]);
  return record && unsealed<TestedFold>(record);
}

/** What writes a tested fold of a run in a transaction. */
export async function foldWriter(
  runId: string,
  fold: number,
  tested: TestedFold,
): Promise<(transaction: Writing) => Promise<unknown>> {
  const record = await sealed(tested);
  return (transaction) => transaction.objectStore('folds').put(record, [runId, fold]);
}

/** Deletes all that a run could be continued from. */
export async function deleteStates(transaction: Writing, runId: string): Promise<void> {
  await Promise.all([deleteCheckpoints(transaction, runId), transaction.objectStore('folds').delete(ofRun(runId))]);
}

/** Deletes the states of a run but the last few. */
async function deleteCheckpoints(transaction: Writing, runId: string, kept = 0): Promise<void> {
  const keys = await transaction.objectStore('checkpoints').getAllKeys(ofRun(runId));
  const old = keys.slice(0, Math.max(0, keys.length - kept));
  await Promise.all(
    old.flatMap((key) => [
      transaction.objectStore('checkpoints').delete(key),
      transaction.objectStore('checksums').delete(['checkpoints', ...key]),
    ]),
  );
}
