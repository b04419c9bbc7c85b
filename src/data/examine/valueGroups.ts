// Rows in groups by what stands in a column: few values as they are, numbers by quarters, dates by month or year.

import { elementAt } from '../../domain/element';
import type { RowGroup } from '../../domain/slices';
import { count } from '../../words/numbers';
import { learnTimeColumn } from '../split/moments';

/** A column with more values is not shown value by value. */
const mostValues = 12;
/** A value of a column with many counts as a group from here on. */
const enoughRows = 20;
/** Share of the cells that must read as numbers or dates. */
const nearlyAll = 0.95;
/** With more months, years are the groups; with more years, quarters of the rows. */
const mostPeriods = 18;

/**
 * Groups rows by their cells in one column.
 *
 * @returns groups of which each has a row, or `null` where the cells make fewer than two groups or too many
 */
export function valueGroups(cells: string[]): RowGroup[] | null {
  const values = cells.map((cell) => cell.trim());
  const filled = [...values.keys()].filter((index) => values[index] !== '');
  const byValue = grouped(filled, (index) => elementAt(values, index));
  const groups =
    byValue.size <= mostValues
      ? groupsOf(byValue)
      : (numberGroups(values, filled) ?? dateGroups(values, filled) ?? frequentGroups(byValue));
  if (!groups) return null;
  const empty = [...values.keys()].filter((index) => values[index] === '');
  if (empty.length > 0) groups.push({ value: '(empty)', indices: Uint32Array.from(empty) });
  return groups.length > 1 ? groups : null;
}

/**
 * Four groups of about as many rows each, from the lowest numbers to the highest; fewer where many are equal.
 *
 * @param indices which rows, and `values` their numbers
 */
export function quarterGroups(
  indices: number[],
  values: number[],
  name: (lowest: number, highest: number) => string,
): RowGroup[] {
  const sorted = Float64Array.from(values).sort();
  const cuts = [0.25, 0.5, 0.75, 1].map((share) => sorted[Math.ceil(sorted.length * share) - 1]);
  const quarters = grouped([...values.keys()], (index) =>
    cuts.findIndex((cut) => elementAt(values, index) <= (cut ?? 0)),
  );
  return [...quarters]
    .sort(([a], [b]) => a - b)
    .map(([, group]) => {
      const own = group.map((index) => elementAt(values, index));
      const [lowest, highest] = own.reduce(
        ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
        [Infinity, -Infinity],
      );
      return {
        value: name(lowest, highest),
        indices: Uint32Array.from(group, (index) => elementAt(indices, index)),
      };
    });
}

/** Groups by the lengths of the texts, in characters. */
export function lengthGroups(texts: string[]): RowGroup[] {
  const lengths = texts.map(({ length }) => length);
  return quarterGroups([...texts.keys()], lengths, (from, to) => `${range(from, to)} characters`);
}

/** Groups of what a function says of each row; the largest first. */
export function namedGroups(rows: number, nameOf: (index: number) => string): RowGroup[] {
  return groupsOf(grouped([...new Array(rows).keys()], nameOf));
}

const range = (from: number, to: number) => (from === to ? count(from) : `${count(from)} to ${count(to)}`);

function numberGroups(values: string[], filled: number[]): RowGroup[] | null {
  const isNumber = (index: number) => /^[-+]?\d*\.?\d+(e[-+]?\d+)?$/i.test(elementAt(values, index));
  const numbers = filled.filter(isNumber);
  if (numbers.length < filled.length * nearlyAll) return null;
  return withOthers(
    quarterGroups(
      numbers,
      numbers.map((index) => Number(values[index])),
      range,
    ),
    filled.filter((index) => !isNumber(index)),
  );
}

function dateGroups(values: string[], filled: number[]): RowGroup[] | null {
  const column = learnTimeColumn(
    filled.map((index) => elementAt(values, index)),
    false,
  );
  const times = new Map<number, string>();
  for (const index of filled) {
    const time = column.read(elementAt(values, index));
    if (time !== null && Math.abs(time) < 8.64e15) times.set(index, new Date(time).toISOString());
  }
  if (times.size < filled.length * nearlyAll) return null;
  const dated = [...times.keys()];
  const months = grouped(dated, (index) => (times.get(index) ?? '').slice(0, 7));
  const years = grouped(dated, (index) => (times.get(index) ?? '').slice(0, 4));
  const inTime = (periods: Map<string, number[]>) => groupsOf(periods).sort((a, b) => (a.value < b.value ? -1 : 1));
  const others = filled.filter((index) => !times.has(index));
  if (months.size <= mostPeriods && !column.ambiguous) return withOthers(inTime(months), others);
  if (years.size <= mostPeriods) return withOthers(inTime(years), others);
  const ofYear = dated.map((index) => Number((times.get(index) ?? '').slice(0, 4)));
  return withOthers(
    quarterGroups(dated, ofYear, (from, to) => (from === to ? `${from}` : `${from} to ${to}`)),
    others,
  );
}

/** The values that many rows share, where they make up most of the column. */
function frequentGroups(byValue: Map<string, number[]>): RowGroup[] | null {
  const all = [...byValue].sort(([, a], [, b]) => b.length - a.length);
  const frequent = all.slice(0, mostValues).filter(([, { length }]) => length >= enoughRows);
  const others = all.slice(frequent.length).flatMap(([, indices]) => indices);
  const covered = frequent.reduce((sum, [, { length }]) => sum + length, 0);
  if (covered < others.length) return null;
  return withOthers(
    groupsOf(new Map(frequent)),
    others.sort((a, b) => a - b),
  );
}

function withOthers(groups: RowGroup[], others: number[]): RowGroup[] {
  if (others.length === 0) return groups;
  return [...groups, { value: '(others)', indices: Uint32Array.from(others) }];
}

function grouped<Key>(indices: number[], keyOf: (index: number) => Key): Map<Key, number[]> {
  const groups = new Map<Key, number[]>();
  for (const index of indices) {
    const key = keyOf(index);
    const known = groups.get(key);
    if (known) known.push(index);
    else groups.set(key, [index]);
  }
  return groups;
}

function groupsOf(groups: Map<string, number[]>): RowGroup[] {
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([value, indices]) => ({ value, indices: Uint32Array.from(indices) }));
}
