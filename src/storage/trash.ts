// What the user deleted and can still take back. It is out of every list; `emptyTrash` deletes it for good.

import { announce } from './changes';
import { database } from './database';
import type { TrashKind } from './schema';

export async function moveToTrash(kind: TrashKind, id: string): Promise<void> {
  const transaction = (await database()).transaction('trash', 'readwrite');
  await Promise.all([transaction.store.put(true, [kind, id]), transaction.done]);
  announce({ of: kind });
}

export async function takeFromTrash(kind: TrashKind, id: string): Promise<void> {
  const transaction = (await database()).transaction('trash', 'readwrite');
  await Promise.all([transaction.store.delete([kind, id]), transaction.done]);
  announce({ of: kind });
}

export async function isInTrash(kind: TrashKind, id: string): Promise<boolean> {
  return (await (await database()).getKey('trash', [kind, id])) !== undefined;
}

/** Ids of what is deleted of a kind. */
export async function idsInTrash(kind: TrashKind): Promise<Set<string>> {
  const keys = await (await database()).getAllKeys('trash', IDBKeyRange.bound([kind], [kind, []]));
  return new Set(keys.map(([, id]) => id));
}
