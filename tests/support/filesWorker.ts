// Files as a worker keeps them, in a browser from which things are taken away.

import { serve } from '../../src/bridge/serve';
import type { GrowingFile } from '../../src/storage/fileStore';
import { listFiles, openFile, readFile, removeFile, writeFile } from '../../src/storage/files';

const handles = FileSystemFileHandle.prototype;

/** How to take each away. What private windows refuse is there, and rejects. */
const without = {
  createWritable: () => Reflect.deleteProperty(handles, 'createWritable'),
  createSyncAccessHandle: () => Reflect.deleteProperty(handles, 'createSyncAccessHandle'),
  getDirectory: () =>
    Object.defineProperty(navigator.storage, 'getDirectory', {
      value: () => Promise.reject(new DOMException('Security error when calling GetDirectory', 'SecurityError')),
    }),
  storage: () => Object.defineProperty(navigator, 'storage', { value: undefined }),
  indexedDB: () => Object.defineProperty(self, 'indexedDB', { value: undefined }),
};

export type Removable = keyof typeof without;

let held: GrowingFile | undefined;

async function* each(pieces: Uint8Array<ArrayBuffer>[]) {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

export const filesApi = {
  takeAway: (names: Removable[]) => names.forEach((name) => without[name]()),
  write: (path: string, pieces: Uint8Array<ArrayBuffer>[]) => writeFile(path, each(pieces)),
  read: async (path: string) => {
    const file = await readFile(path);
    return file && new Uint8Array(await file.arrayBuffer());
  },
  /** Appends and closes; gives the size before and after. */
  async append(path: string, pieces: Uint8Array<ArrayBuffer>[]) {
    const file = await openFile(path);
    const before = file.size;
    for (const piece of pieces) await file.append(piece);
    const after = file.size;
    await file.close();
    return [before, after];
  },
  async empty(path: string) {
    const file = await openFile(path);
    await file.empty();
    await file.close();
  },
  hold: async (path: string) => void (held = await openFile(path)),
  letGo: () => held?.close(),
  remove: (path: string) => removeFile(path),
  list: (folder: string) => listFiles(folder),
};

serve(filesApi);
