// Divides examples into parts, drawn within each class. Pure: the same examples and seed give the same parts.

import { elementAt } from '../../domain/element';
import { hash32, seededRandom } from '../../domain/random';

export interface StratifiedOrder {
  /** Class id of each example. */
  labelIds: Uint16Array;
  classCount: number;
  /**
   * What tells an example from the others for good, such as a hash of its text: by it and the seed the order is drawn, so that
   * most examples keep their part when others come and go. Absent: its place.
   */
  keys?: Uint32Array;
  /** The lowest example of each one's group; a group stays in one part. Absent: every example by itself. */
  groups?: Uint32Array;
  /** Of each part; they add up to 1. */
  shares: number[];
  /** Parts in which every class should be however few examples it has, the most important first. */
  needed?: number[];
  seed: number;
}

/**
 * The part of each example. Groups of several come first, the largest of a class ahead, each to the part that then is
 * nearest to its share of every class (the greedy way of scikit-learn's StratifiedGroupKFold, for unequal parts); the
 * single examples of each class are drawn to fill what is missing, and to reach the parts that need the class. No part
 * stays empty while another has two groups.
 */
export function splitStratified(order: StratifiedOrder): Uint8Array<ArrayBuffer> {
  const random = seededRandom(order.seed);
  const parts = new Uint8Array(order.labelIds.length);
  const filling = new Filling(order);
  const { single, several } = groupsOf(order);
  for (const members of several) {
    const part = filling.bestPart(members);
    for (const example of members) filling.put(example, part, parts);
  }
  for (const examples of single) drawSingles(examples, filling, parts, random);
  fillEmptyParts(filling, () => [...several, ...single.flatMap(eachByItself)], parts);
  return parts;
}

/** How full each part is, class by class. */
class Filling {
  /** `[parts][classes]` */
  readonly counts: Float64Array[];
  private readonly targets: Float64Array[];
  private readonly totals: Float64Array;

  constructor(readonly order: StratifiedOrder) {
    const { labelIds, classCount, shares } = order;
    this.totals = new Float64Array(classCount);
    for (const label of labelIds) this.totals[label] = elementAt(this.totals, label) + 1;
    this.targets = shares.map((share) => this.totals.map((total) => total * share));
    this.counts = shares.map(() => new Float64Array(classCount));
  }

  labelOf(example: number): number {
    return elementAt(this.order.labelIds, example);
  }

  put(example: number, part: number, parts: Uint8Array): void {
    parts[example] = part;
    this.change(example, part, 1);
  }

  move(example: number, part: number, parts: Uint8Array): void {
    this.change(example, elementAt(parts, example), -1);
    this.put(example, part, parts);
  }

  rows(part: number): number {
    return this.counts[part]?.reduce((sum, count) => sum + count, 0) ?? 0;
  }

  /** How many of a class each part still lacks. */
  lacking(label: number): number[] {
    return this.targets.map((targets, part) =>
      Math.max(0, elementAt(targets, label) - (this.counts[part]?.[label] ?? 0)),
    );
  }

  /** Where a group leaves the least squared distance from the targets, relative to them, each class counting the same. */
  bestPart(members: Uint32Array): number {
    const own = new Map<number, number>();
    for (const example of members) {
      const label = this.labelOf(example);
      own.set(label, (own.get(label) ?? 0) + 1);
    }
    const costs = this.targets.map((targets, part) => {
      let cost = 0;
      for (const [label, count] of own) {
        const target = elementAt(targets, label);
        if (target === 0) return Infinity;
        const distance = (this.counts[part]?.[label] ?? 0) - target;
        cost += (count * (2 * distance + count)) / target / elementAt(this.totals, label);
      }
      return cost;
    });
    return costs.indexOf(Math.min(...costs));
  }

  private change(example: number, part: number, by: number): void {
    const counts = this.counts[part];
    const label = this.labelOf(example);
    if (counts) counts[label] = elementAt(counts, label) + by;
  }
}

/** Sorted as numbers, which is fast: an index takes 26 of the 53 bits, more rows than fit into memory. */
const indexLimit = 2 ** 26;

/** All examples in the order of the hashes of their keys, which the seed changes. */
function drawnOrder({ labelIds, keys, seed }: StratifiedOrder): Uint32Array {
  const salt = hash32(seed);
  const ranked = Float64Array.from(
    labelIds,
    (_, example) => (hash32((keys?.[example] ?? example) ^ salt) >>> 5) * indexLimit + example,
  ).sort();
  return Uint32Array.from(ranked, (rank) => rank % indexLimit);
}

/** Single examples by class, and groups of several, the largest first; in both, equals are in a drawn order. */
function groupsOf(stratified: StratifiedOrder): { single: Uint32Array[]; several: Uint32Array[] } {
  const { labelIds, classCount, groups } = stratified;
  const order = drawnOrder(stratified);
  const sizes = new Uint32Array(labelIds.length);
  for (const example of order) {
    const group = groups?.[example] ?? example;
    sizes[group] = elementAt(sizes, group) + 1;
  }
  const single = Array.from({ length: classCount }, (): number[] => []);
  const several = new Map<number, number[]>();
  for (const example of order) {
    const group = groups?.[example] ?? example;
    const members = several.get(group);
    if (sizes[group] === 1) single[elementAt(labelIds, example)]?.push(example);
    else if (members) members.push(example);
    else several.set(group, [example]);
  }
  return {
    single: single.map((members) => Uint32Array.from(members)),
    several: [...several.values()].toSorted((a, b) => b.length - a.length).map((members) => Uint32Array.from(members)),
  };
}

/** Draws the single examples of one class, already in a drawn order, into what each part lacks of it. */
function drawSingles(examples: Uint32Array, filling: Filling, parts: Uint8Array, random: () => number): void {
  const [first] = examples;
  if (first === undefined) return;
  const label = filling.labelOf(first);
  const quotas = roundByChance(examples.length, filling.lacking(label), random());
  const present = filling.counts.map((counts) => elementAt(counts, label));
  reachNeeded(quotas, present, filling.order.needed ?? []);
  let next = 0;
  quotas.forEach((quota, part) => {
    for (const example of examples.subarray(next, next + quota)) filling.put(example, part, parts);
    next += quota;
  });
}

/** Whole numbers that add up to a total, in proportion to weights, each rounded up or down by one draw in [0, 1). */
function roundByChance(total: number, weights: number[], draw: number): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  let before = 0;
  let given = 0;
  return weights.map((weight, index) => {
    before += weight;
    const upTo = index === weights.length - 1 ? total : Math.floor((before / sum) * total + draw + 1e-9);
    const own = Math.min(upTo, total) - given;
    given += own;
    return own;
  });
}

/** Lets each needed part have one, at the cost of a part that has two, or of one that is needed less. */
function reachNeeded(quotas: number[], present: number[], needed: number[]): void {
  needed.forEach((part, importance) => {
    if (elementAt(quotas, part) + elementAt(present, part) > 0) return;
    const most = Math.max(...quotas);
    const richest = quotas.indexOf(most);
    const spares = most > 0 && most + elementAt(present, richest) > 1;
    const lessNeeded = needed.slice(importance + 1).findLast((other) => elementAt(quotas, other) > 0);
    const giver = spares ? richest : lessNeeded;
    if (giver === undefined) return;
    quotas[giver] = elementAt(quotas, giver) - 1;
    quotas[part] = 1;
  });
}

const eachByItself = (examples: Uint32Array) => Array.from(examples, (example) => Uint32Array.of(example));

/** Few groups may all have gone to the same parts: the smallest of them fill the empty ones, the last first. */
function fillEmptyParts(filling: Filling, groups: () => Uint32Array[], parts: Uint8Array): void {
  const { shares } = filling.order;
  for (const part of [...shares.keys()].reverse()) {
    if (filling.rows(part) > 0 || shares[part] === 0) continue;
    const byPart = shares.map((): Uint32Array[] => []);
    // Asked for only here: each row by itself takes much memory, and with many rows no part is empty.
    for (const members of groups()) byPart[elementAt(parts, elementAt(members, 0))]?.push(members);
    const [richest = []] = byPart.toSorted((a, b) => b.length - a.length);
    const smallest = richest.at(-1);
    if (!smallest || richest.length < 2) return;
    for (const example of smallest) filling.move(example, part, parts);
  }
}
