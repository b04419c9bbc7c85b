// Runs that were begun and are neither finished nor discarded, and the state that each can be continued from.

import type { Run } from '../domain/run';
import { announce } from './changes';
import { checkpointWriter, deleteStates, foldWriter, stateStores } from './checkpoints';
import { database, stored } from './database';
import type { StoredCheckpoint, TestedFold } from './schema';
import { idsInTrash } from './trash';

/** A run that has tested some of its folds. */
export type CrossValidatedRun = Run & Required<Pick<Run, 'folds'>>;

/** All runs that are not deleted, the newest first; those that are under way are among them. */
export async function listRuns(): Promise<Run[]> {
  const [all, runs, dataSets] = await Promise.all([
    (await database()).getAll('runs'),
    idsInTrash('runs'),
    idsInTrash('dataSets'),
  ]);
  const kept = all.filter(({ id, dataSetId }) => !runs.has(id) && !dataSets.has(dataSetId));
  return kept.sort((a, b) => b.startedAt - a.startedAt);
}

export async function getRun(id: string): Promise<Run | undefined> {
  return (await database()).get('runs', id);
}

/** Notes that a run begins. One that is continued stays as it is. */
export async function beginRun(run: Run): Promise<void> {
  await stored('the state of this run', async () => {
    const transaction = (await database()).transaction('runs', 'readwrite');
    const known = await transaction.store.getKey(run.id);
    await Promise.all([known === undefined && transaction.store.put(run), transaction.done]);
  });
  announce({ of: 'runs' });
}

/** Keeps a run's state, flushed to disk before it resolves; the one before stays. @throws Failure `StorageFull` */
export async function saveCheckpoint(run: Run, checkpoint: StoredCheckpoint): Promise<void> {
  const write = await checkpointWriter(run.id, checkpoint);
  await saveState({ ...run, epochsDone: checkpoint.step / checkpoint.stepsPerEpoch }, write);
}

/** Keeps the fold that a cross-validation has tested last, flushed to disk before it resolves. @throws Failure `StorageFull` */
export async function saveFold(run: CrossValidatedRun, tested: TestedFold): Promise<void> {
  await saveState(run, await foldWriter(run.id, run.folds.done - 1, tested));
}

async function saveState(run: Run, write: Awaited<ReturnType<typeof foldWriter>>): Promise<void> {
  await stored('the state of this run', async () => {
    const transaction = (await database()).transaction(['runs', ...stateStores], 'readwrite', { durability: 'strict' });
    await Promise.all([write(transaction), transaction.objectStore('runs').put(run), transaction.done]);
  });
  announce({ of: 'runs' });
}

/** Forgets a run and its state. */
export async function deleteRun(id: string): Promise<void> {
  const transaction = (await database()).transaction(['runs', ...stateStores], 'readwrite');
  await Promise.all([transaction.objectStore('runs').delete(id), deleteStates(transaction, id), transaction.done]);
  announce({ of: 'runs' });
}
