// Opens the database, and turns the browser's storage errors into words.

import { openDB, type IDBPDatabase, type OpenDBCallbacks } from 'idb';
import { Failure } from '../domain/failures';
import { ifLockIsFree, untilNotShared, withLock, workLock } from '../jobs/lock';
import { migrate, migrations, type Migration } from './migrations';
import type { HoneSchema } from './schema';

const name = 'hone';

let opened: Promise<IDBPDatabase<HoneSchema>> | undefined;

const heard = { newerVersion: () => {}, blocked: () => {} };

/** Hears that a newer Hone, in another tab, waits for this one to let go of the database. */
export function onNewerVersion(listener: () => void): void {
  heard.newerVersion = listener;
}

/** Hears that an older Hone, in another tab, still holds the database. */
export function onBlocked(listener: () => void): void {
  heard.blocked = listener;
}

/** The database of this thread, opened once. */
export function database(): Promise<IDBPDatabase<HoneSchema>> {
  opened ??= openDatabase(name, migrations).catch((error: unknown) => {
    opened = undefined;
    if (error instanceof DOMException && error.name === 'VersionError') throw outdated();
    throw new Failure(
      'StorageBlocked',
      'This browser doesn’t let Hone keep data here. Leave private mode, or allow this site to store data, and reload.',
      { cause: error },
    );
  });
  return opened;
}

/**
 * Opens a database at the version that its steps lead to; an older one when no tab is at long work. A thread of that work
 * may be only about to open the database: it would wait for the new version, and the new version for the work.
 */
export async function openDatabase(named: string, steps: readonly Migration[]): Promise<IDBPDatabase<HoneSchema>> {
  const open = () => openNow(named, steps);
  const kept = await openAsItIs(named);
  if (kept?.version === steps.length) return kept;
  kept?.close();
  if (!kept || kept.version > steps.length) return open();
  return ifLockIsFree(workLock, open, () => {
    heard.blocked();
    return withLock(workLock, open);
  });
}

/**
 * The database in the version that it has; null where there is none. `indexedDB.databases()` would name the version too,
 * but in Chromium it never answers when the site’s data is cleared meanwhile.
 */
async function openAsItIs(named: string): Promise<IDBPDatabase<HoneSchema> | null> {
  try {
    return await openDB<HoneSchema>(named, undefined, {
      ...whileOpen,
      upgrade(_db, _from, _to, upgrade) {
        upgrade.done.catch(saidByOpen);
        upgrade.abort();
      },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

function openNow(named: string, steps: readonly Migration[]): Promise<IDBPDatabase<HoneSchema>> {
  return openDB<HoneSchema>(named, steps.length, {
    ...whileOpen,
    upgrade(db, from, _to, upgrade) {
      // All steps or none: the older version stays as it is, and `openDB` rejects.
      upgrade.done.catch(saidByOpen);
      void migrate(steps, from, db, upgrade).catch(() => upgrade.abort());
    },
  });
}

/** An upgrade that fails rejects what opens the database as well, which is heard. */
const saidByOpen = () => {};

const whileOpen: OpenDBCallbacks<HoneSchema> = {
  blocked: () => heard.blocked(),
  blocking(_current, _blocked, { target }) {
    // A newer Hone in another tab wants to upgrade: let it, when what is under way is stored.
    heard.newerVersion();
    void untilNotShared(workLock).then(() => {
      if (target instanceof IDBDatabase) target.close();
      opened = undefined;
    });
  },
  terminated() {
    opened = undefined;
  },
};

/**
 * Runs a write and passes its failure on in words. A write counts only when its transaction is complete:
 * over the quota, a request may succeed and the transaction abort after it.
 *
 * @throws Failure `StorageFull`
 */
export async function stored<T>(what: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isQuotaError(error)) {
      throw new Failure(
        'StorageFull',
        `Your browser has no room left for ${what}. Delete data sets or models you no longer need, below, and try again. What was already saved is still there.`,
        { cause: error },
      );
    }
    throw error;
  }
}

/** A newer Hone has changed the database: this page's version can't read it any more. */
export function outdated(): Failure {
  return new Failure('Outdated', 'Hone was updated in another tab. Reload this page to go on.');
}

/** Whether a write failed for want of room. */
export function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}
