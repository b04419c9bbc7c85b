// rows → the rows a person looks at: found, sorted, a window at a time.

import { sortedIndices } from '../../data/read/sortRows';
import { rowNumberInFile, type DataSet } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import { Failure } from '../../domain/failures';
import type { ReportProgress } from '../../domain/progress';
import type { LabelFilter, RowQuery, ShownRow } from '../../domain/rowQuery';
import { getDataSet } from '../../storage/dataSets';
import { readBlock } from '../../storage/rows';
import { RowBlocks } from '../../storage/rowBlocks';
import { breathe, breatheWhenDue } from '../../jobs/breathe';

/** Blocks kept for scrolling back and forth. */
const keptBlocks = 12;

interface Found {
  key: string;
  dataSet: DataSet;
  /** Indices of the rows, in the order in which they are shown; `null` for all in the file's order. */
  rows: Uint32Array | null;
}

/** Keeps what the last query found, and reads windows of it. */
export class RowBrowser {
  private found: Found | null = null;
  private blocks = new Map<string, string[][]>();

  /**
   * Finds and sorts rows.
   *
   * @returns how many there are
   * @throws AbortError when stopped
   */
  async find(dataSetId: string, query: RowQuery, onProgress: ReportProgress, signal: AbortSignal): Promise<number> {
    const { rows, dataSet } = await this.search(dataSetId, query, onProgress, signal);
    return rows?.length ?? dataSet.rowCount;
  }

  /** Rows `from` to `from + count` of what a query found. A worker that was replaced meanwhile finds them again. */
  async read(dataSetId: string, query: RowQuery, from: number, count: number): Promise<ShownRow[]> {
    const isFound = this.found?.key === keyOf(dataSetId, query);
    const { dataSet, rows } =
      this.found && isFound ? this.found : await this.search(dataSetId, query, () => {}, new AbortController().signal);
    const end = Math.min(from + count, rows?.length ?? dataSet.rowCount);
    const blocks = new RowBlocks(dataSet);
    const shown: ShownRow[] = [];
    for (let index = from; index < end; index++) {
      const row = rows ? elementAt(rows, index) : index;
      const number = blocks.of(row);
      const block = await this.block(dataSetId, number);
      const cells = elementAt(block, row - blocks.start(number));
      shown.push({ index: row, number: rowNumberInFile(row, dataSet), cells });
    }
    return shown;
  }

  private async search(
    dataSetId: string,
    query: RowQuery,
    onProgress: ReportProgress,
    signal: AbortSignal,
  ): Promise<Found> {
    const dataSet = await getDataSet(dataSetId);
    if (!dataSet) throw new Failure('Unexpected', 'These rows were deleted, perhaps in another tab.');
    const isAll = query.search === '' && !query.label && !query.sort;
    const rows = isAll ? query.rows : await scan(dataSet, query, onProgress, signal);
    signal.throwIfAborted();
    this.found = { key: keyOf(dataSetId, query), dataSet, rows };
    return this.found;
  }

  private async block(dataSetId: string, number: number): Promise<string[][]> {
    const key = `${dataSetId}/${number}`;
    const block = this.blocks.get(key) ?? (await readBlock(dataSetId, number)) ?? [];
    // The last used is the last to go.
    this.blocks.delete(key);
    this.blocks.set(key, block);
    for (const oldest of this.blocks.keys()) {
      if (this.blocks.size <= keptBlocks) break;
      this.blocks.delete(oldest);
    }
    return block;
  }
}

async function scan(
  dataSet: DataSet,
  { search, label, rows: only, sort }: RowQuery,
  onProgress: ReportProgress,
  signal: AbortSignal,
): Promise<Uint32Array> {
  const needle = search.toLowerCase();
  const hasLabel = label ? labelTest(label) : () => true;
  const fits = (cells: string[], row: number) =>
    hasLabel(cells, row) && (needle === '' || cells.some((cell) => cell.toLowerCase().includes(needle)));
  const found: number[] = [];
  const keys: string[] = [];
  const total = only?.length ?? dataSet.rowCount;
  const breatheNow = breatheWhenDue(() => breathe(signal));
  const blocks = new RowBlocks(dataSet);
  let block: string[][] = [];
  let [start, end] = [0, 0];
  for (let index = 0; index < total; index++) {
    const row = only ? elementAt(only, index) : index;
    if (row < start || row >= end) {
      const number = blocks.of(row);
      block = (await readBlock(dataSet.id, number)) ?? [];
      start = blocks.start(number);
      // A block that is gone is asked for once a row, and no row of it is found.
      end = start + block.length;
      onProgress({ job: 'Searching', done: index, total });
      await breatheNow();
    }
    const cells = block[row - start];
    if (!cells || !fits(cells, row)) continue;
    found.push(row);
    if (sort) keys.push(cells[sort.column] ?? '');
  }
  const rows = Uint32Array.from(found);
  if (!sort) return rows;
  const indices = await sortedIndices(keys, sort.descending, breatheNow);
  return indices.map((index) => elementAt(rows, index));
}

function labelTest({ column, values, given, taken }: LabelFilter): (cells: string[], row: number) => boolean {
  const [called, isGiven, isTaken] = [new Set(values), new Set(given), new Set(taken)];
  return (cells, row) => isGiven.has(row) || (!isTaken.has(row) && called.has((cells[column] ?? '').trim()));
}

function keyOf(dataSetId: string, { rows, ...query }: RowQuery): string {
  // FNV-1a over the indices: lists of findings differ in any of them.
  const hash = rows?.reduce((sum, row) => Math.imul(sum ^ row, 16_777_619), 0x811c9dc5);
  return JSON.stringify([dataSetId, query, rows?.length, hash]);
}
