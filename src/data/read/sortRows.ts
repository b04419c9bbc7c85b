// The order of many rows by one column, in slices, so that other work is let in between.

/** Values that are sorted at once. */
const sliceSize = 8192;

/**
 * The indices of values in ascending order: numbers by value where all are numbers, else by the rules of the user's language.
 * Empty values come last either way; equal ones stay in their order.
 *
 * @param breathe called between slices; may throw to give up
 */
export async function sortedIndices(
  values: string[],
  descending: boolean,
  breathe: () => Promise<void>,
): Promise<Uint32Array<ArrayBuffer>> {
  const ids = new Map<string, number>();
  const idOf = Uint32Array.from(values, (value) => {
    const key = value.trim();
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, ids.size);
    return ids.size - 1;
  });
  const ranks = await ranksOf([...ids.keys()], descending, breathe);
  return indicesByRank(idOf, ranks);
}

/** The rank of each of some different values. */
async function ranksOf(distinct: string[], descending: boolean, breathe: () => Promise<void>): Promise<Uint32Array> {
  const compare = comparison(distinct);
  const order = await mergeSort(
    Uint32Array.from(distinct.keys()),
    (a, b) => {
      const [one = '', other = ''] = [distinct[a], distinct[b]];
      if (one === '' || other === '') return one === other ? 0 : one === '' ? 1 : -1;
      return descending ? compare(b, a) : compare(a, b);
    },
    breathe,
  );
  const ranks = new Uint32Array(distinct.length);
  order.forEach((id, rank) => (ranks[id] = rank));
  return ranks;
}

/** How two of the values compare, by their indices. */
function comparison(values: string[]): (a: number, b: number) => number {
  const numbers = Float64Array.from(values, (value) => (value === '' ? 0 : Number(value)));
  if (numbers.every((value) => !Number.isNaN(value))) {
    return (a, b) => (numbers[a] ?? NaN) - (numbers[b] ?? NaN);
  }
  const { compare } = new Intl.Collator();
  return (a, b) => compare(values[a] ?? '', values[b] ?? '');
}

/** Merge sort, bottom up; stable. */
async function mergeSort(
  items: Uint32Array<ArrayBuffer>,
  compare: (a: number, b: number) => number,
  breathe: () => Promise<void>,
): Promise<Uint32Array<ArrayBuffer>> {
  for (let start = 0; start < items.length; start += sliceSize) {
    items.subarray(start, start + sliceSize).sort(compare);
    await breathe();
  }
  let from = items;
  let into = new Uint32Array(items.length);
  for (let width = sliceSize; width < items.length; width *= 2) {
    for (let start = 0; start < items.length; start += 2 * width) {
      let left = start;
      let right = Math.min(start + width, items.length);
      const [leftEnd, rightEnd] = [right, Math.min(start + 2 * width, items.length)];
      for (let at = start; at < rightEnd; at++) {
        const takesLeft = left < leftEnd && (right >= rightEnd || compare(from[left] ?? NaN, from[right] ?? NaN) <= 0);
        into[at] = from[takesLeft ? left++ : right++] ?? NaN;
        if (at % sliceSize === 0) await breathe();
      }
    }
    [from, into] = [into, from];
  }
  return from;
}

/** Counting sort. */
function indicesByRank(idOf: Uint32Array, ranks: Uint32Array): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(ranks.length + 1);
  for (const id of idOf) {
    const next = (ranks[id] ?? NaN) + 1;
    starts[next] = (starts[next] ?? NaN) + 1;
  }
  for (let rank = 1; rank < starts.length; rank++) {
    starts[rank] = (starts[rank] ?? NaN) + (starts[rank - 1] ?? NaN);
  }
  const indices = new Uint32Array(idOf.length);
  idOf.forEach((id, index) => {
    const rank = ranks[id] ?? NaN;
    const at = starts[rank] ?? NaN;
    indices[at] = index;
    starts[rank] = at + 1;
  });
  return indices;
}
