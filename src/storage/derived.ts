// What is computed from a data set and can be computed again: prepared sets, token ids, activations. Token ids and
// activations are known by what they depend on, so that sets of the same texts share them.

import type { PreparedSet } from '../domain/dataset';
import type { TokenizedTexts } from '../domain/tokens';
import { ChecksumWriter, checksumOf, isUndamaged, piecesOf, sealed, unsealed } from './checksums';
import { database, stored } from './database';
import { readFile, writeFile } from './files';
import type { ActivationsKey, StoredActivations, TokensKey } from './schema';

/** A prepared set, or `undefined` when there is none or it is damaged. */
export async function getPreparedSet(id: string): Promise<PreparedSet | undefined> {
  const record = await (await database()).get('preparedSets', id);
  return record && unsealed<PreparedSet>(record);
}

export async function savePreparedSet(set: PreparedSet): Promise<void> {
  const record = await sealed(set);
  await stored('the prepared rows', async () => {
    const transaction = (await database()).transaction('preparedSets', 'readwrite');
    await Promise.all([transaction.store.put(record), transaction.done]);
  });
}

/** Token ids, or `undefined` when there are none or they are damaged. */
export async function getTokens(key: TokensKey): Promise<TokenizedTexts | undefined> {
  const transaction = (await database()).transaction(['tokens', 'checksums']);
  const [tokens, checksum] = await Promise.all([
    transaction.objectStore('tokens').get(key),
    transaction.objectStore('checksums').get(['tokens', ...key]),
    transaction.done,
  ]);
  return tokens && (await isUndamaged(piecesOf(tokens), checksum)) ? tokens : undefined;
}

export async function saveTokens(key: TokensKey, tokens: TokenizedTexts): Promise<void> {
  const checksum = await checksumOf(piecesOf(tokens));
  await stored('the token ids', async () => {
    const transaction = (await database()).transaction(['tokens', 'checksums'], 'readwrite');
    await Promise.all([
      transaction.objectStore('tokens').put(tokens, key),
      transaction.objectStore('checksums').put(checksum, ['tokens', ...key]),
      transaction.done,
    ]);
  });
}

/** Cached activations `[rows * width]`, or `undefined` when there are none or their file is not whole and undamaged. */
export async function getActivations(key: ActivationsKey): Promise<Float32Array<ArrayBuffer> | undefined> {
  const transaction = (await database()).transaction(['activations', 'checksums']);
  const [record, checksum] = await Promise.all([
    transaction.objectStore('activations').get(key),
    transaction.objectStore('checksums').get(['activations', ...key]),
    transaction.done,
  ]);
  const file = record && (await readFile(fileOfActivations(key)));
  const bytes = await file?.arrayBuffer();
  if (!record || bytes?.byteLength !== record.rows * record.width * 4) return undefined;
  const values = new Float32Array(bytes);
  return (await isUndamaged([values], checksum)) ? values : undefined;
}

/** Whether activations of that key are kept. */
export async function hasActivations(key: ActivationsKey): Promise<boolean> {
  return (await (await database()).getKey('activations', key)) !== undefined;
}

/** Saves activations, given in pieces: the file first, then the record that says it is whole. */
export async function saveActivations(
  key: ActivationsKey,
  record: StoredActivations,
  values: AsyncIterable<Float32Array<ArrayBuffer>>,
): Promise<void> {
  const writer = await ChecksumWriter.start();
  await stored('the encoded texts', () => writeFile(fileOfActivations(key), summed(values, writer)));
  await stored('the encoded texts', async () => {
    const transaction = (await database()).transaction(['activations', 'checksums'], 'readwrite');
    await Promise.all([
      transaction.objectStore('activations').put(record, key),
      transaction.objectStore('checksums').put(writer.finish(), ['activations', ...key]),
      transaction.done,
    ]);
  });
}

async function* summed(values: AsyncIterable<Float32Array<ArrayBuffer>>, writer: ChecksumWriter) {
  for await (const piece of values) {
    writer.add(piece);
    yield piece;
  }
}

/** Where the file of activations lies. */
export function fileOfActivations(key: ActivationsKey): string {
  return `activations/${key.join('_').replaceAll(/[^\w.-]/g, '_')}.f32`;
}
