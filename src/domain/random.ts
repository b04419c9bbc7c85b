// Seeded chance: the same seed gives the same draws on every machine.

/** A generator of numbers in [0, 1): mulberry32 (Tommy Ettinger, public domain), 32 bits of state. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Shuffles in place (Fisher and Yates, as in Knuth, TAOCP volume 2, algorithm P). */
export function shuffle(items: Uint32Array, random: () => number): void {
  for (let last = items.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    const kept = items[last] ?? NaN;
    items[last] = items[chosen] ?? NaN;
    items[chosen] = kept;
  }
}

/** A hash of 32 bits with good avalanche: lowbias32 (Chris Wellons, hash-prospector, public domain). */
export function hash32(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
