// Files in a database, for windows without the private file system. It is not Hone's own database: it is there only
// where it is needed.

import { openDB, type DBSchema } from 'idb';
import type { FileStore, GrowingFile } from './fileStore';

interface PiecesSchema extends DBSchema {
  /** Key: path, and where the piece begins in its file. */
  pieces: { key: [string, number]; value: Uint8Array<ArrayBuffer> };
}

/** Small pieces are put together up to this size, in bytes. */
const pieceBytes = 4 * 2 ** 20;

/** The pieces of one file. An empty array sorts after every number. */
const piecesOf = (path: string) => IDBKeyRange.bound([path], [path, []]);
/** All that lies in a folder: `0` follows `/`. */
const inFolder = (folder: string) => IDBKeyRange.bound([`${folder}/`], [`${folder}0`]);

/** Opens the database. Rejects where a window has none. */
export async function databaseFiles(): Promise<FileStore> {
  const db = await openDB<PiecesSchema>('hone-files', 1, {
    upgrade: (fresh) => void fresh.createObjectStore('pieces'),
  });

  async function put(path: string, start: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const transaction = db.transaction('pieces', 'readwrite');
    await Promise.all([transaction.store.put(bytes, [path, start]), transaction.done]);
  }

  async function remove(range: IDBKeyRange): Promise<void> {
    const transaction = db.transaction('pieces', 'readwrite');
    await Promise.all([transaction.store.delete(range), transaction.done]);
  }

  async function open(path: string): Promise<GrowingFile> {
    const last = await db.transaction('pieces').store.openCursor(piecesOf(path), 'prev');
    let stored = last ? last.key[1] + last.value.length : 0;
    let pending: Uint8Array<ArrayBuffer>[] = [];
    let pendingBytes = 0;
    /** An empty file is one piece too: it is there. */
    const flush = async () => {
      if (pendingBytes === 0 && stored > 0) return;
      const bytes = await new Blob(pending).arrayBuffer();
      await put(path, stored, new Uint8Array(bytes));
      stored += bytes.byteLength;
      pending = [];
      pendingBytes = 0;
    };
    return {
      get size() {
        return stored + pendingBytes;
      },
      async append(bytes) {
        // The caller may fill the same memory anew.
        pending.push(bytes.slice());
        pendingBytes += bytes.length;
        if (pendingBytes >= pieceBytes) await flush();
      },
      async empty() {
        pending = [];
        pendingBytes = stored = 0;
        await remove(piecesOf(path));
      },
      close: flush,
    };
  }

  return {
    async write(path, pieces) {
      const file = await open(path);
      await file.empty();
      for await (const { buffer, byteOffset, byteLength } of pieces) {
        await file.append(new Uint8Array(buffer, byteOffset, byteLength));
      }
      await file.close();
    },
    async read(path) {
      const pieces = await db.getAll('pieces', piecesOf(path));
      return pieces.length > 0 ? new Blob(pieces) : undefined;
    },
    open,
    async remove(path) {
      await remove(piecesOf(path));
      await remove(inFolder(path));
    },
    async list(folder) {
      const paths = await db.getAllKeys('pieces', inFolder(folder));
      return [...new Set(paths.map(([path]) => path.slice(folder.length + 1).split('/')[0] ?? ''))];
    },
  };
}
