// Deletes for good what lies in the trash.

import { database } from './database';
import { deleteDataSet } from './dataSets';
import { deleteModel } from './models';
import { deleteRun } from './runs';
import { takeFromTrash } from './trash';
import type { TrashKind } from './schema';

const deletes = { dataSets: deleteDataSet, models: deleteModel, runs: deleteRun } satisfies Record<
  TrashKind,
  (id: string) => Promise<void>
>;

/** Deletes one thing for good, unless it was taken back meanwhile. */
export async function deleteForGood(kind: TrashKind, id: string): Promise<void> {
  if ((await (await database()).getKey('trash', [kind, id])) === undefined) return;
  await deletes[kind](id);
  await takeFromTrash(kind, id);
}

/**
 * Deletes what was moved to the trash before a moment.
 *
 * @param before milliseconds since 1970; absent: all of it
 */
export async function emptyTrash(before = Infinity): Promise<void> {
  const db = await database();
  for (const [kind, id] of await db.getAllKeys('trash')) {
    const at = await db.get('trash', [kind, id]);
    if (at !== undefined && at < before) await deleteForGood(kind, id);
  }
}
