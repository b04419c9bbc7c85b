// What the browser keeps of a person's work, record by record, and what changed between two looks at it.

import { basename } from 'node:path';
import type { Page } from '@playwright/test';

/** One record: the hash of all that it holds, and the data set that it names. */
export interface KeptRecord {
  hash: string;
  dataSetId: string | null;
}

/** Stores by name, records by key; `files` are those of the private file system. */
export interface Kept {
  stores: Record<string, Record<string, KeptRecord>>;
  files: string[];
}

/** Where what a person made lies. The other stores hold what can be computed again. */
const lasting = [
  'dataSets',
  'rowBlocks',
  'preparations',
  'models',
  'weights',
  'predictions',
  'runs',
  'checkpoints',
  'folds',
  'baseModels',
] as const;
export type LastingStore = (typeof lasting)[number];

/** Reads everything through the browser's own interfaces, past the app's code. */
export function readKept(page: Page): Promise<Kept> {
  return page.evaluate(async () => {
    const db = await answer(indexedDB.open('hone'));

    /** The parts of a value in a fixed order; arrays of numbers as their bytes. */
    function* partsOf(value: unknown): Generator<BlobPart> {
      if (value instanceof ArrayBuffer) yield value;
      else if (ArrayBuffer.isView(value))
        yield new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
      else if (value instanceof Blob) yield value;
      else if (value instanceof Map) yield* partsOf([...value]);
      else if (Array.isArray(value)) {
        yield '[';
        for (const item of value) yield* partsOf(item);
        yield ']';
      } else if (typeof value === 'object' && value !== null) {
        for (const [name, own] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
          yield `${JSON.stringify(name)}:`;
          yield* partsOf(own);
        }
      } else yield `${typeof value} ${String(value)};`;
    }
    async function hashOf(value: unknown): Promise<string> {
      const bytes = await new Blob([...partsOf(value)]).arrayBuffer();
      return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).subarray(0, 8), (byte) =>
        byte.toString(16).padStart(2, '0'),
      ).join('');
    }
    function answer<Value>(request: IDBRequest<Value>): Promise<Value> {
      return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('A store cannot be read.'));
      });
    }
    const text = (value: unknown, name: string): string | null => {
      const own: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
      return typeof own === 'string' ? own : null;
    };

    const stores: Kept['stores'] = {};
    // In one transaction: what is deleted together must not be seen in parts.
    const transaction = db.transaction(db.objectStoreNames);
    const read = [...db.objectStoreNames].map(async (name) => {
      const store = transaction.objectStore(name);
      return [name, await Promise.all([answer(store.getAllKeys()), answer(store.getAll())])] as const;
    });
    for (const [name, [keys, values]] of await Promise.all(read)) {
      const records: Record<string, KeptRecord> = {};
      for (const [index, key] of keys.entries()) {
        const value: unknown = values[index];
        records[Array.isArray(key) ? key.join('|') : String(key)] = {
          hash: await hashOf(value),
          dataSetId: text(value, 'dataSetId'),
        };
      }
      stores[name] = records;
    }
    db.close();

    const files: string[] = [];
    const root = await navigator.storage.getDirectory();
    const list = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, handle] of folder.entries()) {
        if (handle instanceof FileSystemDirectoryHandle) await list(handle, `${path}${name}/`);
        else files.push(path + name);
      }
    };
    await list(root, '');
    return { stores, files };
  });
}

export interface Change {
  store: LastingStore;
  key: string;
  kind: 'added' | 'changed' | 'removed';
}

/** What differs of a person's work between two looks; what was in the trash may go at any time. */
export function changesBetween(before: Kept, after: Kept): Change[] {
  const changes: Change[] = [];
  for (const store of lasting) {
    const old = before.stores[store] ?? {};
    const now = after.stores[store] ?? {};
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      if (!(key in old)) changes.push({ store, key, kind: 'added' });
      else if (!(key in now) && !wasDeleted(before, store, key)) changes.push({ store, key, kind: 'removed' });
      else if (!(key in now)) continue;
      else if (old[key]?.hash !== now[key]?.hash) changes.push({ store, key, kind: 'changed' });
    }
  }
  return changes;
}

/** Whether a record, or what it belongs to, was in the trash. */
function wasDeleted({ stores }: Kept, store: LastingStore, key: string): boolean {
  const trash = stores['trash'] ?? {};
  const runId = store === 'checkpoints' || store === 'folds' ? (key.split('|')[0] ?? '') : key;
  const run = stores['runs']?.[runId];
  const dataSetId = run?.dataSetId ?? (store === 'rowBlocks' ? (key.split('|')[0] ?? '') : key);
  if (store === 'models' || store === 'weights' || store === 'predictions') return `models|${key}` in trash;
  return `runs|${runId}` in trash || `dataSets|${dataSetId}` in trash;
}

/** What belongs to nothing: parts of models without a model, rows and what was computed of rows that are gone. */
export function orphansIn({ stores, files }: Kept): string[] {
  const keysOf = (store: string) => Object.keys(stores[store] ?? {});
  const found: string[] = [];
  /** Reports the keys of a store whose owner is not there. */
  const owned = (store: string, by: string, ownerOf: (key: string) => string | null) => {
    const owners = new Set(keysOf(by));
    for (const key of keysOf(store)) if (!owners.has(ownerOf(key) ?? '')) found.push(`${store} ${key}`);
  };
  const itself = (key: string) => key;
  const first = (key: string) => key.split('|')[0] ?? '';
  owned('weights', 'models', itself);
  owned('models', 'weights', itself);
  owned('predictions', 'models', itself);
  owned('rowBlocks', 'dataSets', first);
  owned('preparations', 'dataSets', itself);
  owned('preparedSets', 'dataSets', (key) => stores['preparedSets']?.[key]?.dataSetId ?? null);
  owned('runs', 'dataSets', (key) => stores['runs']?.[key]?.dataSetId ?? null);
  owned('checkpoints', 'runs', first);
  owned('folds', 'runs', first);
  for (const key of keysOf('checksums')) {
    const [store = '', ...rest] = key.split('|');
    if (!(rest.join('|') in (stores[store] ?? {}))) found.push(`checksums ${key}`);
  }
  const named = new Set(keysOf('activations').map((key) => `${key.replaceAll(/[^\w.-]/g, '_')}.f32`));
  for (const file of files) if (file.endsWith('.f32') && !named.has(basename(file))) found.push(`file ${file}`);
  return found;
}
