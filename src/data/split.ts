// Splits examples into train, validation and test. Pure: the same labels and seed give the same split.

import { splitNames } from '../domain/dataset';
import { seededRandom, shuffle } from '../domain/random';

/** Share of validation and of test rows. */
const heldOutShare = 0.1;

/**
 * The split of each example, as an index into `splitNames`: 80 % train, 10 % validation, 10 % test within each class,
 * drawn by the seed. Every class is trained and tested; with three examples or more it is validated too.
 *
 * @param labelIds class id of each example
 */
export function splitStratified(
  labelIds: Uint16Array,
  classCount: number,
  seed: number,
): Uint8Array {
  const random = seededRandom(seed);
  const splits = new Uint8Array(labelIds.length).fill(splitNames.indexOf('train'));
  const byClass = Array.from({ length: classCount }, (): number[] => []);
  labelIds.forEach((label, index) => byClass[label]?.push(index));
  for (const members of byClass) {
    const order = Uint32Array.from(members);
    shuffle(order, random);
    const { test, validation } = heldOut(order.length, random);
    for (const index of order.subarray(0, test)) splits[index] = splitNames.indexOf('test');
    for (const index of order.subarray(test, test + validation)) {
      splits[index] = splitNames.indexOf('validation');
    }
  }
  return splits;
}

/** How many of a class's examples are held out. Fractions are rounded by chance, so that they add up over classes. */
function heldOut(count: number, random: () => number): { test: number; validation: number } {
  const rounded = () => Math.max(1, Math.floor(count * heldOutShare + random()));
  const test = rounded();
  const validation = rounded();
  if (count >= 3) return { test, validation };
  return { test: Math.min(1, count - 1), validation: 0 };
}
