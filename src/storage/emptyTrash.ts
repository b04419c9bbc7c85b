// Deletes for good what lies in the trash.

import { database } from './database';
import { deleteDataSet } from './dataSets';
import { deleteModel } from './models';
import { deleteRun } from './runs';
import type { TrashKind } from './schema';
import { isInTrash, takeFromTrash } from './trash';

const deletes = { dataSets: deleteDataSet, models: deleteModel, runs: deleteRun } satisfies Record<
  TrashKind,
  (id: string) => Promise<void>
>;

/** Deletes one thing for good, unless it was taken back meanwhile. */
export async function deleteForGood(kind: TrashKind, id: string): Promise<void> {
  if (!(await isInTrash(kind, id))) return;
  await deletes[kind](id);
  await takeFromTrash(kind, id);
}

/** Deletes all of it for good. */
export async function emptyTrash(): Promise<void> {
  for (const [kind, id] of await (await database()).getAllKeys('trash')) await deleteForGood(kind, id);
}
