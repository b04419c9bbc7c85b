// Preparing many rows tells how far it is, and can be given up.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DataSet, PreparedSet } from '../../../../src/domain/dataset';
import type { Preparation } from '../../../../src/domain/preparation';
import type { Progress } from '../../../../src/domain/progress';
import { columnChoice } from '../../../../src/domain/columnChoice';
import { rowTextReader, type TextSource } from '../../../../src/domain/rowText';
import { NearDuplicateGroups } from '../../../../src/pipeline/data/groupNearDuplicates';
import { prepareDataSet } from '../../../../src/pipeline/data/prepareDataSet';

const rowsPerBlock = 100;
const blocks = Array.from({ length: 5 }, (_, block) =>
  Array.from({ length: rowsPerBlock }, (_, row) => [
    `text ${block} ${row}`,
    row % 2 ? 'a' : 'b',
    row < 10 ? '' : row < 20 ? 'the same' : `note ${block} ${row}`,
  ]),
);
const stored = new Map<string, PreparedSet>();

vi.mock('../../../../src/storage/dataSets', () => ({
  getDataSet: (): Promise<Pick<DataSet, 'columns' | 'rowCount'>> =>
    Promise.resolve({ columns: ['text', 'label', 'more'], rowCount: blocks.length * rowsPerBlock }),
  notePrepared: () => Promise.resolve(),
}));
vi.mock('../../../../src/storage/rows', () => ({
  async *readRowBlocks() {
    for (const [block, rows] of blocks.entries()) {
      await Promise.resolve();
      yield { firstRow: block * rowsPerBlock, rows };
    }
  },
  async *readRowTexts(_id: string, source: TextSource, wanted: Uint32Array) {
    const [rows, textOf] = [blocks.flat(), rowTextReader(source)];
    await Promise.resolve();
    yield Array.from(wanted, (row) => textOf(rows[row] ?? []));
  },
}));
vi.mock('../../../../src/storage/derived', () => ({
  getPreparedSet: (id: string) => Promise.resolve(stored.get(id)),
  savePreparedSet: (set: PreparedSet) => Promise.resolve(void stored.set(set.id, set)),
}));

vi.mock('../../../../src/storage/inUse', () => ({ usePreparedSet: () => Promise.resolve() }));
vi.mock('../../../../src/storage/removeUnneeded', () => ({ removeUnneeded: () => Promise.resolve() }));

beforeEach(() => stored.clear());
afterEach(() => void vi.restoreAllMocks());

/** 300 ms for whoever asks for the time. */
function passTimeQuickly(): void {
  let time = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (time += 300));
}

function prepare(onProgress: (progress: Progress, abort: AbortController) => void) {
  const abort = new AbortController();
  return prepareDataSet('set', { columns: { text: 0, label: 1 } }, 42, {
    nearDuplicates: new NearDuplicateGroups(),
    signal: abort.signal,
    onProgress: (progress) => onProgress(progress, abort),
  });
}

test('while rows are cleaned it says how many are, once that takes long', async () => {
  passTimeQuickly();
  const seen: Progress[] = [];
  const { splitCounts } = await prepare((progress) => void seen.push(progress));
  expect(splitCounts.train.rows).toBe(400);
  const cleaning = seen.filter(({ detail }) => detail === 'Cleaning');
  expect(cleaning.map(({ done, total }) => [done, total])).toEqual([
    [100, 500],
    [200, 500],
    [300, 500],
    [400, 500],
  ]);
});

test('stopped while it cleans, it ends with an AbortError and stores nothing', async () => {
  passTimeQuickly();
  await expect(prepare((_, abort) => abort.abort())).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(stored.size).toBe(0);
});

test('a text of several columns is cleaned, compared and kept as one; a row is without text when all of them are empty', async () => {
  const prepareWith = (columns: Preparation['columns']) =>
    prepareDataSet('set', { columns }, 42, {
      nearDuplicates: new NearDuplicateGroups(),
      signal: new AbortController().signal,
      onProgress: () => {},
    });
  const alone = await prepareWith({ text: 2, label: 1 });
  expect(alone.dropped).toMatchObject({ emptyText: 50, duplicate: 24, conflictingLabel: 25 });
  const joined = await prepareWith(columnChoice([2, 0], 1));
  expect(joined.dropped).toEqual({ emptyText: 0, emptyLabel: 0, duplicate: 0, conflictingLabel: 0 });
  const first = await prepareWith({ text: 0, label: 1 });
  const turned = await prepareWith(columnChoice([0, 2], 1));
  const spaced = await prepareWith(columnChoice([0, 2], 1, ' '));
  const ids = [alone, joined, first, turned, spaced].map(({ id }) => id);
  expect(new Set(ids).size).toBe(5);
  expect(new Set(ids.map((id) => stored.get(id)?.textsId)).size).toBe(5);
});

test('a label corrected by hand is renamed with the others of its name', async () => {
  const preparation: Preparation = {
    columns: { text: 0, label: 1 },
    labelling: { source: { kind: 'one' }, changes: [{ from: 'a', to: 'c' }] },
    corrections: [{ row: 0, label: 'a' }],
  };
  const { labels, splitCounts } = await prepareDataSet('set', preparation, 42, {
    nearDuplicates: new NearDuplicateGroups(),
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  expect(labels.toSorted()).toEqual(['b', 'c']);
  const rows = Object.values(splitCounts).map(({ rowsPerClass }) => rowsPerClass[labels.indexOf('c')] ?? 0);
  expect(rows.reduce((sum, count) => sum + count, 0)).toBe(251);
});
