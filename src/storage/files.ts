// The one door to large binary files. They lie in the origin private file system; where a window refuses it (Firefox's
// and Safari's private ones) or a browser lacks it, in a database of their own.

import { has } from '../domain/capabilities';
import { Failure } from '../domain/failures';
import { databaseFiles } from './databaseFiles';
import type { FileStore, GrowingFile, Pieces } from './fileStore';
import { privateFiles } from './privateFiles';

let chosen: Promise<FileStore> | undefined;

/** The way of this window, looked for once. @throws Failure `StorageBlocked` when it has none */
function fileStore(): Promise<FileStore> {
  chosen ??= chooseStore().catch((error: unknown) => {
    chosen = undefined;
    throw error;
  });
  return chosen;
}

async function chooseStore(): Promise<FileStore> {
  let refusal: unknown;
  if (has('privateFiles')) {
    try {
      return privateFiles(await navigator.storage.getDirectory());
    } catch (error) {
      refusal = error;
    }
  }
  try {
    return await databaseFiles();
  } catch (error) {
    throw new Failure(
      'StorageBlocked',
      'This window can’t keep files, and a base model is made of them. Open Hone in an ordinary window, not a private one.',
      { cause: refusal ?? error },
    );
  }
}

/** Whether this window has the private file system and refuses it, as Firefox's and Safari's private windows do. */
export async function refusesFiles(): Promise<boolean> {
  if (!has('privateFiles')) return false;
  return navigator.storage.getDirectory().then(
    () => false,
    () => true,
  );
}

/** Writes a whole file, replacing one of that name. A write that is cut may leave a shorter file. */
export async function writeFile(path: string, pieces: Pieces): Promise<void> {
  await (await fileStore()).write(path, pieces);
}

/** A file as it is, whole or not, or `undefined` when there is none of that name. */
export async function readFile(path: string): Promise<Blob | undefined> {
  return (await fileStore()).read(path);
}

/** A file to append to; an empty one where there is none. Only in workers. */
export async function openFile(path: string): Promise<GrowingFile> {
  return (await fileStore()).open(path);
}

/** Removes a file, or a folder with all that is in it, if it is there. */
export async function removeFile(path: string): Promise<void> {
  await (await fileStore()).remove(path);
}

/** Names of what lies in a folder. */
export async function listFiles(folder: string): Promise<string[]> {
  return (await fileStore()).list(folder);
}
