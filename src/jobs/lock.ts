// Web Locks: what one tab is at, all tabs of Hone know, and whatever ends a tab ends its locks. A browser without them has
// one tab's worth of order.

/** Shared by all tabs, as long as they are open. */
export const openLock = 'hone-open';

/** Held by whichever tab trains: the device is one. */
export const trainingLock = 'hone-training';

/** Shared by all long work, in all tabs: alone, a newer version may change the store. */
export const workLock = 'hone-work';

/** Held while a run is under way. */
export const runLock = (runId: string) => `hone-run-${runId}`;

/** Shared by whoever works on a data set; alone, it may be deleted. */
export const dataSetLock = (dataSetId: string) => `hone-data-set-${dataSetId}`;

type Work<T> = () => Promise<T>;

/** Runs work as soon as the lock is free, and holds it until the work is over. */
export async function withLock<T>(name: string, work: Work<T>, mode: LockMode = 'exclusive'): Promise<T> {
  const locks = webLocks();
  return locks ? locks.request(name, { mode }, work) : work();
}

/**
 * Runs work where the lock is free now.
 *
 * @param taken answers where it is not
 */
export async function ifLockIsFree<T>(
  name: string,
  work: Work<T>,
  taken: () => T | Promise<T>,
  mode: LockMode = 'exclusive',
): Promise<T> {
  const locks = webLocks();
  return locks ? locks.request(name, { mode, ifAvailable: true }, (lock) => (lock ? work() : taken())) : work();
}

/** Resolves when nobody shares a lock; who holds it alone is not waited for. */
export async function untilNotShared(name: string): Promise<void> {
  const { held = [] } = (await webLocks()?.query()) ?? {};
  if (held.some((lock) => lock.name === name && lock.mode === 'shared')) await withLock(name, async () => {});
}

/** Names of the locks that are held, in any tab. */
export async function heldLocks(): Promise<Set<string>> {
  const { held = [] } = (await webLocks()?.query()) ?? {};
  return new Set(held.flatMap(({ name }) => (name === undefined ? [] : [name])));
}

/** Resolves when nobody holds a lock, whether it was let go or its tab died. */
export async function untilFree(name: string): Promise<void> {
  await webLocks()?.request(name, { mode: 'shared' }, async () => {});
}

/** Absent in Node and in insecure contexts. */
function webLocks(): LockManager | undefined {
  return 'navigator' in globalThis && 'locks' in navigator ? navigator.locks : undefined;
}
