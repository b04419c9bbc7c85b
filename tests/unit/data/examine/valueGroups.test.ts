import { expect, test } from 'vitest';
import { lengthGroups, namedGroups, valueGroups } from '../../../../src/data/examine/valueGroups';
import type { RowGroup } from '../../../../src/domain/slices';

const names = (groups: RowGroup[] | null) => groups?.map(({ value }) => value);
const sizes = (groups: RowGroup[] | null) => groups?.map(({ indices }) => indices.length);
const times = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, index) => make(index));

test('few values are groups as they are, the largest first, empty cells at the end', () => {
  const groups = valueGroups(['web', ' shop', '', 'web', 'web ']);
  expect(names(groups)).toEqual(['web', 'shop', '(empty)']);
  expect(groups?.map(({ indices }) => Array.from(indices))).toEqual([[0, 3, 4], [1], [2]]);
});

test('numbers are cut into quarters', () => {
  const groups = valueGroups(times(1001, (index) => String(1000 - index)));
  expect(names(groups)).toEqual(['0 to 250', '251 to 500', '501 to 750', '751 to 1,000']);
  expect(sizes(groups)).toEqual([251, 250, 250, 250]);
  // numpy.quantile(range(1001), q, method='inverted_cdf') gives 250, 500 and 750.
  expect(groups?.[0]?.indices.includes(1000)).toBe(true);
});

test('many equal numbers make fewer groups', () => {
  const groups = valueGroups(times(100, (index) => String(index < 80 ? 1 : index)));
  expect(names(groups)).toEqual(['1', '80 to 99']);
});

test('dates are grouped by month, over long times by year', () => {
  const day = 86_400_000;
  const start = Date.UTC(2024, 0, 15);
  const dates = (step: number) => times(60, (index) => new Date(start + index * step * day).toISOString().slice(0, 10));
  expect(names(valueGroups(dates(1)))).toEqual(['2024-01', '2024-02', '2024-03']);
  expect(names(valueGroups(dates(25)))).toEqual(['2024', '2025', '2026', '2027', '2028']);
  // Day or month first? Nothing tells, so only the year counts.
  const unclear = times(40, (index) => `${1 + (index % 12)}/3/${index < 25 ? 2023 : 2024} 10:${10 + index}`);
  expect(sizes(valueGroups(unclear))).toEqual([25, 15]);
});

test('of many values those that many rows share; columns of free text make no groups', () => {
  const users = times(300, (index) => (index < 200 ? `user${index % 4}` : `guest${index}`));
  expect(names(valueGroups(users))).toEqual(['user0', 'user1', 'user2', 'user3', '(others)']);
  expect(sizes(valueGroups(users))).toEqual([50, 50, 50, 50, 100]);
  expect(valueGroups(times(300, (index) => `note ${index}`))).toBe(null);
  expect(valueGroups(times(30, () => 'same'))).toBe(null);
  expect(valueGroups([])).toBe(null);
});

test('lengths in quarters, names by size', () => {
  expect(names(lengthGroups(times(8, (index) => 'x'.repeat(index * 10))))).toEqual([
    '0 to 10 characters',
    '20 to 30 characters',
    '40 to 50 characters',
    '60 to 70 characters',
  ]);
  expect(names(namedGroups(3, (index) => (index === 1 ? 'German' : 'English')))).toEqual(['English', 'German']);
});
