// Which examples an epoch uses, so that all classes come equally often. Pure: the same seed and epoch give the same draw.

import { rowsPerEpoch, type Balancing } from '../domain/balancing';
import { elementAt } from '../domain/element';
import { seededRandom, shuffle } from '../domain/random';

/** Draws the examples of each epoch. */
export class EpochSampler {
  /** How many examples each epoch uses. */
  readonly size: number;
  private readonly byClass: Uint32Array[];
  private readonly wanted: number[];

  /** @param labelIds class id of each example */
  constructor(
    labelIds: ArrayLike<number>,
    classCount: number,
    private readonly balancing: Balancing,
    private readonly seed: number,
  ) {
    const members = Array.from({ length: classCount }, (): number[] => []);
    Array.from(labelIds).forEach((label, example) => members[label]?.push(example));
    this.byClass = members.map((own) => Uint32Array.from(own));
    this.wanted = rowsPerEpoch(
      this.byClass.map(({ length }) => length),
      balancing,
    );
    this.size = this.wanted.reduce((sum, count) => sum + count, 0);
  }

  /**
   * The examples of an epoch, from 1. A class that is sampled up comes whole as often as it fits, and the rest is drawn
   * without repeats; one that is sampled down is drawn anew each epoch.
   */
  draw(epoch: number): Uint32Array {
    const examples = new Uint32Array(this.size);
    if (this.balancing === 'none' || this.balancing === 'classWeights') {
      return examples.map((_, index) => index);
    }
    const random = seededRandom((this.seed ^ Math.imul(epoch + 1, 0x85ebca6b)) >>> 0);
    let at = 0;
    this.byClass.forEach((members, label) => {
      const order = members.slice();
      shuffle(order, random);
      const wanted = elementAt(this.wanted, label);
      for (let index = 0; index < wanted; index++) examples[at++] = elementAt(order, index % order.length);
    });
    return examples;
  }
}
