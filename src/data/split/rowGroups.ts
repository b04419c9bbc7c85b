// Groups of rows as a forest: `groups[row]` is a row of the same group and not after it, in the end the lowest.

import { elementAt } from '../../domain/element';

/** Every row by itself. */
export function singleRows(count: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(count).map((_, row) => row);
}

/** The root of a row's group; halves the way to it (Tarjan and van Leeuwen 1984). */
export function rootOf(groups: Uint32Array, row: number): number {
  let at = row;
  for (let up = elementAt(groups, at); up !== at; up = elementAt(groups, at)) {
    groups[at] = elementAt(groups, up);
    at = elementAt(groups, at);
  }
  return at;
}

/** Makes one group of two rows' groups. */
export function unite(groups: Uint32Array, row: number, other: number): void {
  const [one, two] = [rootOf(groups, row), rootOf(groups, other)];
  groups[Math.max(one, two)] = Math.min(one, two);
}

/** The lowest row of each row's group. */
export function lowestRows(groups: Uint32Array): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(groups, (_, row) => rootOf(groups, row));
}

/** Above this share of a label's rows, a group can't stay on one side: the label would lack the other. */
const dominantShare = 0.5;

/**
 * Takes groups apart that hold most of a label's rows.
 *
 * @param groups the lowest row of each row's group
 * @returns the other groups, and how many rows were taken apart
 */
export function withoutDominantGroups(
  groups: Uint32Array,
  labelIds: Uint16Array,
  classCount: number,
): { groups: Uint32Array<ArrayBuffer>; apart: number } {
  const ofClass = new Float64Array(classCount);
  for (const label of labelIds) ofClass[label] = elementAt(ofClass, label) + 1;
  const sizes = new Uint32Array(groups.length);
  for (const group of groups) sizes[group] = elementAt(sizes, group) + 1;
  // Of groups of several only: nearly all rows are by themselves.
  const ofGroup = new Map<number, number>();
  groups.forEach((group, row) => {
    if (elementAt(sizes, group) < 2) return;
    const key = group * classCount + elementAt(labelIds, row);
    ofGroup.set(key, (ofGroup.get(key) ?? 0) + 1);
  });
  const dominant = new Set<number>();
  for (const [own, count] of ofGroup) {
    const share = count / elementAt(ofClass, own % classCount);
    if (count > 1 && share > dominantShare) dominant.add(Math.floor(own / classCount));
  }
  let apart = 0;
  const kept = Uint32Array.from(groups, (group, row) => {
    if (!dominant.has(group)) return group;
    apart++;
    return row;
  });
  return { groups: kept, apart };
}

/** Rows with the same value, which are one user's or one ticket's. A row without a value is a group of its own. */
export class ValueGroups {
  private readonly firstWith = new Map<string, number>();
  private readonly groups: number[] = [];

  /** Takes the next row's value. */
  add(value: string): void {
    const trimmed = value.trim();
    const row = this.groups.length;
    const first = trimmed === '' ? row : (this.firstWith.get(trimmed) ?? row);
    if (trimmed !== '' && first === row) this.firstWith.set(trimmed, row);
    this.groups.push(first);
  }

  /** Different values. */
  get values(): number {
    return this.firstWith.size;
  }

  /** The lowest row of each row's group. */
  lowestRows(): Uint32Array<ArrayBuffer> {
    return Uint32Array.from(this.groups);
  }
}

/** Groups that keep together what either keeps together: the lowest row of each. */
export function joinGroups(one: Uint32Array, two: Uint32Array): Uint32Array<ArrayBuffer> {
  const joined = Uint32Array.from(one);
  two.forEach((group, row) => unite(joined, row, group));
  return lowestRows(joined);
}

/** The groups of some rows among themselves, numbered within them. */
export function groupsWithin(groups: Uint32Array, rows: Uint32Array): Uint32Array<ArrayBuffer> {
  const firstOf = new Map<number, number>();
  return Uint32Array.from(rows, (row, index) => {
    const group = elementAt(groups, row);
    const first = firstOf.get(group) ?? index;
    firstOf.set(group, first);
    return first;
  });
}
