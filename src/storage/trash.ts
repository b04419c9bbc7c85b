// What the user deleted and can still take back. It is out of every list; `emptyTrash` deletes it for good.

import { announce } from './changes';
import { database } from './database';
import type { TrashKind } from './schema';

/** @param at milliseconds since 1970 */
export async function moveToTrash(kind: TrashKind, id: string, at: number): Promise<void> {
  const transaction = (await database()).transaction('trash', 'readwrite');
  await Promise.all([transaction.store.put(at, [kind, id]), transaction.done]);
  announce({ of: kind });
}

export async function takeFromTrash(kind: TrashKind, id: string): Promise<void> {
  const transaction = (await database()).transaction('trash', 'readwrite');
  await Promise.all([transaction.store.delete([kind, id]), transaction.done]);
  announce({ of: kind });
}

/** Ids of what is deleted of a kind. */
export async function idsInTrash(kind: TrashKind): Promise<Set<string>> {
  const keys = await (await database()).getAllKeys('trash', IDBKeyRange.bound([kind], [kind, []]));
  return new Set(keys.map(([, id]) => id));
}
