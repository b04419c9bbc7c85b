// The search for near duplicates is given up and taken up again, by one call after another.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Progress } from '../../../../src/domain/progress';
import { NearDuplicateGroups } from '../../../../src/pipeline/data/groupNearDuplicates';

const rowsPerBlock = 10;
/** Rows 30 and more say what the rows 30 before them say, but for the last word. */
const textOf = (row: number) => {
  const letters = (index: number) => String.fromCharCode(97 + (index % 26), 97 + (index % 7));
  const words = Array.from({ length: 20 }, (_, word) => letters(row % 30) + letters(word));
  return [...words, row < 30 ? 'again' : 'too'].join(' ');
};
let rowsRead = 0;

vi.mock('../../../../src/storage/rows', () => ({
  async *readRowTexts(_id: string, _source: unknown, rows: Uint32Array) {
    for (let start = 0; start < rows.length; start += rowsPerBlock) {
      await Promise.resolve();
      const some = rows.subarray(start, start + rowsPerBlock);
      rowsRead += some.length;
      yield Array.from(some, textOf);
    }
  },
}));

beforeEach(() => {
  rowsRead = 0;
  // 300 ms for whoever asks for the time.
  let time = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (time += 300));
});
afterEach(() => void vi.restoreAllMocks());

const setOf = (textsId: string) => ({
  textsId,
  dataSetId: 'set',
  preparation: { columns: { text: 0, label: 1 } },
  rows: Uint32Array.from({ length: 60 }, (_, row) => row),
});
const silent = () => {};
const { signal } = new AbortController();
const expected = Array.from({ length: 60 }, (_, row) => row % 30);

test('rows that say nearly the same belong to the first of them', async () => {
  const groups = new NearDuplicateGroups();
  expect([...(await groups.of(setOf('a'), silent, signal))]).toEqual(expected);
  // Another split of the same texts: nothing is read again.
  expect([...(await groups.of(setOf('a'), silent, signal))]).toEqual(expected);
  expect(rowsRead).toBe(60);
});

test('stopped, the next call for the same texts goes on from there', async () => {
  const groups = new NearDuplicateGroups();
  const abort = new AbortController();
  const stopAtFirst = ({ done }: Progress) => done >= 20 && abort.abort();
  const first = groups.of(setOf('a'), stopAtFirst, abort.signal);
  const seen: number[] = [];
  const second = groups.of(setOf('a'), ({ done }) => void seen.push(done), signal);
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  expect([...(await second)]).toEqual(expected);
  expect(Math.min(...seen)).toBeGreaterThan(20);
  expect(seen.at(-1)).toBe(60);
});

test('other texts are looked through from the beginning', async () => {
  const groups = new NearDuplicateGroups();
  await groups.of(setOf('a'), silent, signal);
  await groups.of(setOf('b'), silent, signal);
  expect(rowsRead).toBe(120);
});
