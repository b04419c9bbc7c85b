// What the store takes of this computer, and what of it can be cleared.

import { database } from './database';
import { removeFile } from './files';
import { removeDerived } from './removeUnneeded';

/** Bytes of what is stored, by what becomes of it when it is cleared. */
export interface StoredBytes {
  /** Token ids and activations: computed again when they are needed. */
  recomputable: number;
  /** Weights of My models. */
  models: number;
}

/** Read of the checksums: what they are of stays unread. */
export async function storedBytes(): Promise<StoredBytes> {
  const { store } = (await database()).transaction('checksums');
  const [tokens, activations, models] = await Promise.all(
    ['tokens', 'activations', 'weights'].map(async (name) => {
      const records = await store.getAll(IDBKeyRange.bound([name], [name, []]));
      return records.reduce((sum, { bytes }) => sum + bytes, 0);
    }),
  );
  return { recomputable: (tokens ?? 0) + (activations ?? 0), models: models ?? 0 };
}

/** Clears what can be computed again. */
export async function clearRecomputable(): Promise<void> {
  const stores = ['tokens', 'activations', 'checksums'] as const;
  const transaction = (await database()).transaction(stores, 'readwrite');
  const files = await removeDerived(transaction, () => true);
  await transaction.done;
  for (const file of files) await removeFile(file);
}
