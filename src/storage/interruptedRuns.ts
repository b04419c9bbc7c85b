// Runs that were interrupted between two epochs, one for each prepared set.

import { database, stored } from './database';
import type { StoredRun } from './schema';

export async function getInterruptedRun(preparedSetId: string): Promise<StoredRun | undefined> {
  return (await database()).get('interruptedRuns', preparedSetId);
}

/** The sets that have one; the records themselves may be large. */
export async function listInterruptedRuns(): Promise<{ dataSetId: string; seed: number }[]> {
  const keys = await (await database()).getAllKeys('interruptedRuns');
  return keys.map((preparedSetId) => {
    const parts = preparedSetId.split('/');
    return { dataSetId: parts[0] ?? '', seed: Number(parts.at(-1)) };
  });
}

/** Replaces the set's record: the old one stays readable until the new one is whole. */
export async function saveInterruptedRun(run: StoredRun): Promise<void> {
  await stored('the state of this run', async () => {
    const transaction = (await database()).transaction('interruptedRuns', 'readwrite');
    await Promise.all([transaction.store.put(run), transaction.done]);
  });
}

export async function deleteInterruptedRun(preparedSetId: string): Promise<void> {
  await (await database()).delete('interruptedRuns', preparedSetId);
}
