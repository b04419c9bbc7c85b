// What is computed from a data set and can be computed again: prepared sets, token ids, activations.

import type { PreparedSet } from '../domain/dataset';
import { database, stored } from './database';
import { readFile, writeFile } from './files';
import type { StoredActivations, StoredTokens } from './schema';

export async function getPreparedSet(id: string): Promise<PreparedSet | undefined> {
  return (await database()).get('preparedSets', id);
}

export async function savePreparedSet(set: PreparedSet): Promise<void> {
  await stored('the prepared rows', async () => {
    const transaction = (await database()).transaction('preparedSets', 'readwrite');
    await Promise.all([transaction.store.put(set), transaction.done]);
  });
}

export async function getTokens(id: string): Promise<StoredTokens | undefined> {
  return (await database()).get('tokens', id);
}

export async function saveTokens(tokens: StoredTokens): Promise<void> {
  await stored('the token ids', async () => {
    const transaction = (await database()).transaction('tokens', 'readwrite');
    await Promise.all([transaction.store.put(tokens), transaction.done]);
  });
}

/** Where a file of activations lies. */
export const inActivations = (file: string) => `activations/${file}`;

/** Cached activations `[rows * width]`, or `undefined` when there are none or their file is not whole. */
export async function getActivations(id: string): Promise<Float32Array<ArrayBuffer> | undefined> {
  const record = await (await database()).get('activations', id);
  const file = record && (await readFile(inActivations(record.file)));
  const bytes = await file?.arrayBuffer();
  if (!record || bytes?.byteLength !== record.rows * record.width * 4) return undefined;
  return new Float32Array(bytes);
}

/** Whether activations of that key are kept. */
export async function hasActivations(id: string): Promise<boolean> {
  return (await (await database()).getKey('activations', id)) !== undefined;
}

/** Saves activations, given in pieces: the file first, then the record that says it is whole. */
export async function saveActivations(
  record: Omit<StoredActivations, 'file'>,
  values: AsyncIterable<Float32Array<ArrayBuffer>>,
): Promise<void> {
  const file = `${record.id.replaceAll(/[^\w.-]/g, '_')}.f32`;
  await stored('the encoded texts', () => writeFile(inActivations(file), values));
  await stored('the encoded texts', async () => {
    const transaction = (await database()).transaction('activations', 'readwrite');
    await Promise.all([transaction.store.put({ ...record, file }), transaction.done]);
  });
}
