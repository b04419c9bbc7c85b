// Clears what was computed and is of no use any more. It reads keys, and no values but ids: what it clears may be
// gigabytes.

import type { IDBPTransaction } from 'idb';
import { codeVersions } from '../domain/codeVersions';
import { database } from './database';
import { fileOfActivations } from './derived';
import { removeFile } from './files';
import { whileNoneIsTaken } from './inUse';
import type { ActivationsKey, HoneSchema, TokensKey } from './schema';

const stores = ['preparedSets', 'lastPrepared', 'models', 'runs', 'tokens', 'activations', 'checksums'] as const;
type Clearing = IDBPTransaction<HoneSchema, (typeof stores)[number][], 'readwrite'>;

/**
 * Clears prepared sets that neither a tab works on nor a model or an unfinished run came of, and that are not what a data
 * set was last prepared as; then the token ids and activations of texts that no set is left of, or that other code made.
 */
export async function removeUnneeded(): Promise<void> {
  const files = await whileNoneIsTaken(async (inUse) => {
    const transaction = (await database()).transaction(stores, 'readwrite');
    await removeSets(transaction, inUse);
    const left = await textsLeft(transaction);
    const removed = await removeDerived(transaction, (key) => !left.has(key[0]) || isOfOtherCode(key));
    await transaction.done;
    return removed;
  });
  for (const file of files) await removeFile(file);
}

async function removeSets(transaction: Clearing, inUse: ReadonlySet<string>): Promise<void> {
  const needed = new Set(inUse);
  for (const id of await transaction.objectStore('lastPrepared').getAll()) needed.add(id);
  for (const store of ['models', 'runs'] as const) {
    const needing = transaction.objectStore(store).index('preparedSet');
    for (let cursor = await needing.openKeyCursor(); cursor; cursor = await cursor.continue()) needed.add(cursor.key);
  }
  const sets = transaction.objectStore('preparedSets');
  for (const id of await sets.getAllKeys()) if (!needed.has(id)) await sets.delete(id);
}

async function textsLeft(transaction: Clearing): Promise<Set<string>> {
  const left = new Set<string>();
  const texts = transaction.objectStore('preparedSets').index('texts');
  // Not by 'nextunique', though a text's sets share it: WebKit can't open such a cursor on an empty index.
  for (let cursor = await texts.openKeyCursor(); cursor; cursor = await cursor.continue()) left.add(cursor.key);
  return left;
}

function isOfOtherCode([, tokenizing, , , , encoding]: TokensKey | ActivationsKey): boolean {
  return tokenizing !== codeVersions.tokenizing || (encoding !== undefined && encoding !== codeVersions.encoding);
}

type Derived = IDBPTransaction<HoneSchema, ('tokens' | 'activations' | 'checksums')[], 'readwrite'>;

/** Clears token ids and activations by their keys; gives the activations' files, to be removed afterwards. */
export async function removeDerived(
  transaction: Pick<Derived, 'objectStore'>,
  isUnneeded: (key: TokensKey | ActivationsKey) => boolean,
): Promise<string[]> {
  const checksums = transaction.objectStore('checksums');
  const tokens = transaction.objectStore('tokens');
  for (const key of await tokens.getAllKeys()) {
    if (isUnneeded(key)) await Promise.all([tokens.delete(key), checksums.delete(['tokens', ...key])]);
  }
  const activations = transaction.objectStore('activations');
  const files: string[] = [];
  for (const key of await activations.getAllKeys()) {
    if (!isUnneeded(key)) continue;
    await Promise.all([activations.delete(key), checksums.delete(['activations', ...key])]);
    files.push(fileOfActivations(key));
  }
  return files;
}
