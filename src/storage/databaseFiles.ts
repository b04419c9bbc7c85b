// Files in a database, for windows without the private file system. It is not Hone's own database: it is there only
// where it is needed.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
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
  return {
    async write(path, pieces) {
      const file = await PiecedFile.open(db, path);
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
    open: (path) => PiecedFile.open(db, path),
    async remove(path) {
      await remove(db, piecesOf(path));
      await remove(db, inFolder(path));
    },
    async list(folder) {
      const paths = await db.getAllKeys('pieces', inFolder(folder));
      return [...new Set(paths.map(([path]) => path.slice(folder.length + 1).split('/')[0] ?? ''))];
    },
  };
}

async function remove(db: IDBPDatabase<PiecesSchema>, range: IDBKeyRange): Promise<void> {
  const transaction = db.transaction('pieces', 'readwrite');
  await Promise.all([transaction.store.delete(range), transaction.done]);
}

/** A file that grows: small pieces are put together before they are stored. */
class PiecedFile implements GrowingFile {
  private pending: Uint8Array<ArrayBuffer>[] = [];
  private pendingBytes = 0;

  private constructor(
    private readonly db: IDBPDatabase<PiecesSchema>,
    private readonly path: string,
    private stored: number,
  ) {}

  static async open(db: IDBPDatabase<PiecesSchema>, path: string): Promise<PiecedFile> {
    const last = await db.transaction('pieces').store.openCursor(piecesOf(path), 'prev');
    return new PiecedFile(db, path, last ? last.key[1] + last.value.length : 0);
  }

  get size(): number {
    return this.stored + this.pendingBytes;
  }

  async append(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    // The caller may fill the same memory anew.
    this.pending.push(bytes.slice());
    this.pendingBytes += bytes.length;
    if (this.pendingBytes >= pieceBytes) await this.close();
  }

  async empty(): Promise<void> {
    this.pending = [];
    this.pendingBytes = this.stored = 0;
    await remove(this.db, piecesOf(this.path));
  }

  /** Stores what is pending. An empty file is one piece too: it is there. */
  async close(): Promise<void> {
    if (this.pendingBytes === 0 && this.stored > 0) return;
    const bytes = await new Blob(this.pending).arrayBuffer();
    const transaction = this.db.transaction('pieces', 'readwrite');
    const key: [string, number] = [this.path, this.stored];
    await Promise.all([transaction.store.put(new Uint8Array(bytes), key), transaction.done]);
    this.stored += bytes.byteLength;
    this.pending = [];
    this.pendingBytes = 0;
  }
}
