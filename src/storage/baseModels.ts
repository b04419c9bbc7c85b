// Pre-trained models on this computer: a record each, and their files in the origin private file system.

import type { BaseModelId, InstalledModel, KeptFile } from '../domain/baseModel';
import { announce } from './changes';
import { database, stored } from './database';
import { listFiles, openFile, readFile, removeFile, writeFile } from './files';
import type { GrowingFile } from './fileStore';
import { removeDerived } from './removeUnneeded';
import type { StoredDownload } from './schema';

/** All whole models, the oldest first. */
export async function listBaseModels(): Promise<InstalledModel[]> {
  const all = await (await database()).getAll('baseModels');
  return all.sort((a, b) => a.installedAt - b.installedAt);
}

export async function getBaseModel(id: BaseModelId): Promise<InstalledModel | undefined> {
  return (await database()).get('baseModels', id);
}

/** Says that a model is whole: its files come first. A download of it is over then. */
export async function saveBaseModel(model: InstalledModel): Promise<void> {
  await stored('this model', async () => {
    const transaction = (await database()).transaction(['baseModels', 'downloads'], 'readwrite', {
      durability: 'strict',
    });
    await Promise.all([
      transaction.objectStore('baseModels').put(model),
      transaction.objectStore('downloads').delete(model.id),
      transaction.done,
    ]);
  });
  announce({ of: 'baseModels' });
}

/** Removes a model: first the record, then its files and what was computed with it. Trained models stay. */
export async function deleteBaseModel(id: BaseModelId): Promise<void> {
  const db = await database();
  const stores = ['baseModels', 'downloads', 'tokens', 'activations', 'checksums'] as const;
  const transaction = db.transaction(stores, 'readwrite');
  await transaction.objectStore('baseModels').delete(id);
  await transaction.objectStore('downloads').delete(id);
  const files = await removeDerived(transaction, ([, , model]) => model.startsWith(`${id}@`));
  await transaction.done;
  announce({ of: 'baseModels' });
  await removeModelFiles(id);
  for (const file of files) await removeFile(file);
}

/** Downloads that were begun and not finished. */
export async function listDownloads(): Promise<StoredDownload[]> {
  return (await database()).getAll('downloads');
}

export async function saveDownload(download: StoredDownload): Promise<void> {
  await stored('this model', async () => {
    const transaction = (await database()).transaction('downloads', 'readwrite');
    await Promise.all([transaction.store.put(download), transaction.done]);
  });
  announce({ of: 'baseModels' });
}

/** How much of a file is in memory while it is copied. */
const pieceBytes = 8 * 2 ** 20;

const pathOf = (id: string, name: string) => `models/${id}/${name}`;

/** Writes a file of a model that is not installed yet. @throws Failure `StorageFull` */
export async function writeModelFile(id: string, name: string, content: Blob): Promise<void> {
  await stored('this model', () => writeFile(pathOf(id, name), inPieces(content)));
}

async function* inPieces(content: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < content.size; at += pieceBytes) {
    yield new Uint8Array(await content.slice(at, at + pieceBytes).arrayBuffer());
  }
}

/** A file of a model as it is, whole or not; empty where there is none. */
export async function readModelFile(id: string, name: string): Promise<Blob> {
  return (await readFile(pathOf(id, name))) ?? new Blob();
}

/** A file to append to, so that a cut leaves what came before it. Only in workers. */
export async function openModelFile(id: string, name: string): Promise<GrowingFile> {
  return openFile(pathOf(id, name));
}

export async function removeModelFiles(id: string): Promise<void> {
  await removeFile(`models/${id}`);
}

/** Clears files of models that were never finished and are not being downloaded. */
export async function removeModelOrphans(): Promise<void> {
  const db = await database();
  const known = new Set([...(await db.getAllKeys('baseModels')), ...(await db.getAllKeys('downloads'))]);
  for (const name of await listFiles('models')) if (!known.has(name)) await removeModelFiles(name);
}

/** The files of a model as they are kept. @throws Failure `StorageFull` */
export async function keepFiles(
  id: string,
  files: (Omit<KeptFile, 'size'> & { content: Blob })[],
): Promise<KeptFile[]> {
  for (const { name, content } of files) await writeModelFile(id, name, content);
  return files.map(({ content, ...file }) => ({ ...file, size: content.size }));
}
