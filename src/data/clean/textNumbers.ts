// Numbers for texts, equal ones the same, in sets too large to keep them all.

import { hashText } from './textHash';

const none = -1;
const firstSlots = 1024;

/**
 * A hash table with open addressing from two 32-bit hashes of a text to its number: 12 bytes a slot, where a `Map` of strings
 * would keep every text and holds 16.7 million at most. Of ten million texts two are taken for one by chance once in 360,000
 * sets.
 */
export class TextNumbers {
  /** Different texts so far. */
  size = 0;
  private readonly hash = new Uint32Array(2);
  private high = new Uint32Array(firstSlots);
  private low = new Uint32Array(firstSlots);
  private numbers = new Int32Array(firstSlots).fill(none);

  /** The number of a text, in the order of first sight. */
  of(text: string): number {
    hashText(text, this.hash);
    const [high = 0, low = 0] = this.hash;
    const slot = this.slotOf(high, low);
    const known = this.numbers[slot] ?? none;
    if (known !== none) return known;
    const number = this.size++;
    this.put(slot, high, low, number);
    // At most three slots in four are taken.
    if (this.size * 4 > this.numbers.length * 3) this.grow();
    return number;
  }

  /** Where a key is, or would go. */
  private slotOf(high: number, low: number): number {
    const mask = this.numbers.length - 1;
    let slot = low & mask;
    while (this.numbers[slot] !== none && (this.low[slot] !== low || this.high[slot] !== high)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private put(slot: number, high: number, low: number, number: number): void {
    this.high[slot] = high;
    this.low[slot] = low;
    this.numbers[slot] = number;
  }

  private grow(): void {
    const { high, low, numbers } = this;
    const slots = numbers.length * 2;
    this.high = new Uint32Array(slots);
    this.low = new Uint32Array(slots);
    this.numbers = new Int32Array(slots).fill(none);
    for (let slot = 0; slot < numbers.length; slot++) {
      const number = numbers[slot] ?? none;
      if (number === none) continue;
      const [ownHigh, ownLow] = [high[slot] ?? NaN, low[slot] ?? NaN];
      this.put(this.slotOf(ownHigh, ownLow), ownHigh, ownLow, number);
    }
  }
}

/** Which of some texts were seen with which of some sets of labels. Most texts come with one, which takes 4 bytes. */
export class SeenPairs {
  private readonly first: Int32Array;
  private readonly others = new Set<number>();

  constructor(
    texts: number,
    private readonly sets: number,
  ) {
    this.first = new Int32Array(texts).fill(none);
  }

  /** Takes a pair; whether it is new. */
  add(text: number, set: number): boolean {
    const first = this.firstOf(text);
    if (first === none) this.first[text] = set;
    if (first === none || first === set) return first === none;
    const both = text * this.sets + set;
    if (this.others.has(both)) return false;
    this.others.add(both);
    return true;
  }

  /** The set that a text was first seen with. */
  firstOf(text: number): number {
    return this.first[text] ?? none;
  }
}
