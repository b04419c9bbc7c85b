// Files in the origin private file system.

import { has } from '../domain/capabilities';
import { Failure } from '../domain/failures';
import type { FileStore, GrowingFile, Pieces } from './fileStore';

/** After how many bytes a growing file is flushed to disk. */
const bytesPerFlush = 8 * 2 ** 20;
/** How long to wait for a file that is open elsewhere: a worker that was ended lets go of it a moment later. */
const openTries = 40;
const pauseMilliseconds = 50;

/** @param root the origin's own directory */
export function privateFiles(root: FileSystemDirectoryHandle): FileStore {
  return {
    async write(path, pieces) {
      const handle = await fileAt(root, path);
      // Safari before 26 has no stream, and a page's own thread has no handle.
      await (has('writableFiles') ? writeStream(handle, pieces) : writeInPlace(handle, pieces));
    },
    async read(path) {
      const { folder, name } = splitPath(path);
      return ifThere(async () => {
        const handle = await (await directoryAt(root, folder, false)).getFileHandle(name);
        return handle.getFile();
      });
    },
    async open(path) {
      const handle = await fileAt(root, path);
      return has('syncFiles') ? growInPlace(handle) : growStream(handle);
    },
    async remove(path) {
      const { folder, name } = splitPath(path);
      await ifThere(async () => (await directoryAt(root, folder, false)).removeEntry(name, { recursive: true }));
    },
    async list(folder) {
      const names: string[] = [];
      await ifThere(async () => {
        for await (const name of (await directoryAt(root, folder.split('/'), false)).keys()) names.push(name);
      });
      return names;
    },
  };
}

function splitPath(path: string): { folder: string[]; name: string } {
  const parts = path.split('/');
  return { folder: parts.slice(0, -1), name: parts.at(-1) ?? '' };
}

async function directoryAt(root: FileSystemDirectoryHandle, folder: string[], create: boolean) {
  let directory = root;
  for (const name of folder) directory = await directory.getDirectoryHandle(name, { create });
  return directory;
}

async function fileAt(root: FileSystemDirectoryHandle, path: string): Promise<FileSystemFileHandle> {
  const { folder, name } = splitPath(path);
  return (await directoryAt(root, folder, true)).getFileHandle(name, { create: true });
}

async function ifThere<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isNamed(error, 'NotFoundError')) return undefined;
    throw error;
  }
}

const isNamed = (error: unknown, name: string) => error instanceof DOMException && error.name === name;

/** The old file stays until the new one is complete. */
async function writeStream(handle: FileSystemFileHandle, pieces: Pieces): Promise<void> {
  const stream = await whenFree(() => handle.createWritable());
  try {
    for await (const piece of pieces) await stream.write(piece);
    await stream.close();
  } catch (error) {
    await stream.abort().catch(() => {});
    throw error;
  }
}

async function writeInPlace(handle: FileSystemFileHandle, pieces: Pieces): Promise<void> {
  if (!has('syncFiles')) throw cannotWrite();
  const file = await growInPlace(handle);
  try {
    await file.empty();
    for await (const { buffer, byteOffset, byteLength } of pieces) {
      await file.append(new Uint8Array(buffer, byteOffset, byteLength));
    }
  } finally {
    await file.close();
  }
}

async function growInPlace(handle: FileSystemFileHandle): Promise<GrowingFile> {
  const file = await whenFree(() => handle.createSyncAccessHandle());
  let size = file.getSize();
  let flushed = size;
  return {
    get size() {
      return size;
    },
    async append(bytes) {
      const written = file.write(bytes, { at: size });
      size += written;
      // A full disk may take a part and throw nothing.
      if (written < bytes.length) throw new DOMException('Not all bytes were written.', 'QuotaExceededError');
      if (size - flushed < bytesPerFlush) return;
      file.flush();
      flushed = size;
    },
    async empty() {
      file.truncate(0);
      size = flushed = 0;
    },
    async close() {
      file.flush();
      file.close();
    },
  };
}

/** What is appended is kept when it is closed: streams know no other way. */
async function growStream(handle: FileSystemFileHandle): Promise<GrowingFile> {
  if (!has('writableFiles')) throw cannotWrite();
  const stream = await whenFree(() => handle.createWritable({ keepExistingData: true }));
  let { size } = await handle.getFile();
  return {
    get size() {
      return size;
    },
    async append(data) {
      await stream.write({ type: 'write', position: size, data });
      size += data.length;
    },
    async empty() {
      await stream.truncate(0);
      size = 0;
    },
    close: () => stream.close(),
  };
}

/** A file can be open for writing once. @throws Failure `OtherTabs` when it stays so */
async function whenFree<T>(open: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await open();
    } catch (error) {
      if (!isNamed(error, 'NoModificationAllowedError') && !isNamed(error, 'InvalidStateError')) throw error;
      if (tries === openTries) {
        throw new Failure('OtherTabs', 'Another tab of Hone is writing this file. Close it, or wait, and try again.', {
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    }
  }
}

const cannotWrite = () =>
  new Failure(
    'StorageBlocked',
    'This browser has no way for Hone to write files, and a base model is made of them. ' +
      'Open Hone in a current Chrome, Edge, Firefox or Safari.',
  );
