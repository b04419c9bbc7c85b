// Examples in the order of an epoch. Pure: the same seed and epoch give the same order.

import { seededRandom, shuffle } from '../domain/random';

/** Example indices of each batch of an epoch; the last batch may be smaller. */
export function epochBatches(exampleCount: number, batchSize: number, seed: number, epoch: number): Uint32Array[] {
  const order = Uint32Array.from({ length: exampleCount }, (_, index) => index);
  // Mixed with an odd constant so that neighbouring seeds and epochs share no stream.
  shuffle(order, seededRandom((seed ^ Math.imul(epoch + 1, 0x9e3779b1)) >>> 0));
  const batches: Uint32Array[] = [];
  for (let start = 0; start < exampleCount; start += batchSize) {
    batches.push(order.subarray(start, start + batchSize));
  }
  return batches;
}
