// Pairs of texts for contrastive training (SetFit: Tunstall et al. 2022, arXiv 2209.11055, section 3.1). Pure: the same seed
// gives the same pairs.

import { pairCount } from '../domain/contrastive';
import { elementAt } from '../domain/element';
import { seededRandom, shuffle } from '../domain/random';

/**
 * Draws pairs as SetFit does: in each round every row meets another one of its class and one of another class, so that half of
 * the pairs are alike. The rows come in a new order in each round, until there are `pairCount` pairs. The only row of a class
 * meets itself, which teaches nothing and keeps the balance.
 *
 * @param labelIds class id of each example, of two classes at least
 * @returns two examples for each pair, `[2 * pairs]`
 */
export function drawPairs(labelIds: Uint32Array, seed: number): Uint32Array {
  const random = seededRandom(seed);
  const order = Uint32Array.from(labelIds.keys());
  const pairs = new Uint32Array(2 * pairCount(labelIds.length));
  const partner = (example: number, alike: boolean): number => {
    const label = elementAt(labelIds, example);
    const fitting = order.filter((other) => other !== example && (labelIds[other] === label) === alike);
    return fitting[Math.floor(random() * fitting.length)] ?? example;
  };
  for (let at = 0; at < pairs.length; at += 2) {
    const turn = (at / 4) % order.length;
    if (turn === 0) shuffle(order, random);
    const example = elementAt(order, Math.floor(turn));
    pairs.set([example, partner(example, at % 4 === 0)], at);
  }
  return pairs;
}
