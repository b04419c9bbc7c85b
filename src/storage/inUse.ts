// Which prepared sets some tab works on. A lock ends with its thread, however that ends, so nothing is held for ever.

const prefix = 'hone-prepared/';
/** Held while a set is taken into use, and alone while what is not in use is cleared: neither comes between the other. */
const taking = 'hone-taking-prepared';

/** The sets that this thread holds, the newest last: what was asked of the one before may still be on its way. */
const held: { id: string; release: () => void }[] = [];
const mostHeld = 2;

/** Holds a prepared set for this thread, which lets go of the one before the last. */
export async function usePreparedSet(id: string): Promise<void> {
  const known = held.findIndex((own) => own.id === id);
  const [again] = known < 0 ? [] : held.splice(known, 1);
  held.push(again ?? { id, release: await hold(id) });
  while (held.length > mostHeld) held.shift()?.release();
}

function hold(id: string): Promise<() => void> {
  return navigator.locks.request(taking, { mode: 'shared' }, () => {
    return new Promise<() => void>((taken) => {
      void navigator.locks.request(prefix + id, { mode: 'shared' }, () => {
        return new Promise<void>((release) => taken(release));
      });
    });
  });
}

/** Runs work with the ids of the prepared sets that some thread of some tab holds; none is taken meanwhile. */
export function whileNoneIsTaken<T>(work: (inUse: ReadonlySet<string>) => Promise<T>): Promise<T> {
  return navigator.locks.request(taking, async () => {
    const { held: locks = [] } = await navigator.locks.query();
    const names = locks.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : []));
    return work(new Set(names));
  });
}
