// The rows of imported files: all of them, some, or one column's cells, from their packed blocks.

import { elementAt } from '../domain/element';
import { Failure } from '../domain/failures';
import { rowTextReader, type TextSource } from '../domain/rowText';
import { unsealed } from './checksums';
import { getDataSet } from './dataSets';
import { database } from './database';
import { unpackRows, type PackedRows } from './packedRows';
import { RowBlocks } from './rowBlocks';

/** The rows of a data set, block after block, in the file's order. */
export async function* readRowBlocks(dataSetId: string): AsyncGenerator<{ firstRow: number; rows: string[][] }> {
  for (let block = 0, firstRow = 0; ; block++) {
    const rows = await readBlock(dataSetId, block);
    if (!rows) return;
    yield { firstRow, rows };
    firstRow += rows.length;
  }
}

/** One block of rows; `RowBlocks` tells which. @throws Failure `RowsDamaged` */
export async function readBlock(dataSetId: string, number: number): Promise<string[][] | undefined> {
  const block = await (await database()).get('rowBlocks', [dataSetId, number]);
  if (!block) return undefined;
  const rows = await unsealed<PackedRows>(block);
  if (rows) return unpackRows(rows);
  throw new Failure(
    'RowsDamaged',
    'Some of these rows are damaged on this computer. Choose their file again, and delete this data set.',
  );
}

/** The first rows of a data set, at most `count`. */
export async function firstRows(dataSetId: string, count: number): Promise<string[][]> {
  const first: string[][] = [];
  for await (const { rows } of readRowBlocks(dataSetId)) {
    first.push(...rows.slice(0, count - first.length));
    if (first.length === count) break;
  }
  return first;
}

/** Blocks that a sample is taken from: each is read as a whole. */
const sampledBlocks = 5;

/**
 * Some rows of a data set, from its beginning to its end, as many files are sorted by their labels. In the file's order, and
 * the same each time.
 *
 * @throws Failure when it is gone
 */
export async function sampleRows(dataSetId: string, count: number): Promise<string[][]> {
  const dataSet = await getDataSet(dataSetId);
  if (!dataSet) throw deleted();
  const last = dataSet.blockStarts.length - 1;
  const taken = Math.min(last + 1, sampledBlocks);
  const sample: string[][] = [];
  for (let number = 0; number < taken; number++) {
    const rows = (await readBlock(dataSetId, Math.round((number * last) / Math.max(1, taken - 1)))) ?? [];
    sample.push(...spread(rows, Math.ceil(count / taken)));
  }
  return sample;
}

/** Some of many, in their order. Their steps differ, as rows may alternate: multiples of the golden ratio, their fractions. */
function spread<T>(items: T[], count: number): T[] {
  if (items.length <= count) return items;
  const chosen = new Set<number>();
  for (let step = 0; chosen.size < count; step++) {
    chosen.add(Math.floor(((step * 0.6180339887498949) % 1) * items.length));
  }
  return items.filter((_, index) => chosen.has(index));
}

/** Where the blocks of a data set begin. @throws Failure when it is gone */
async function blocksOfSet(dataSetId: string): Promise<RowBlocks> {
  const dataSet = await getDataSet(dataSetId);
  if (dataSet) return new RowBlocks(dataSet);
  throw deleted();
}

const deleted = () => new Failure('Unexpected', 'These rows were deleted meanwhile, perhaps in another tab.');

/**
 * One column's cells of some rows.
 *
 * @param rows ascending row indices, from 0
 */
export function readCells(dataSetId: string, column: number, rows: Uint32Array): AsyncGenerator<string[]> {
  return readOfRows(dataSetId, rows, rowTextReader({ text: column }));
}

/** What `read` makes of the cells of each row, block after block. */
async function* readOfRows(
  dataSetId: string,
  rows: Uint32Array,
  read: (cells: string[]) => string,
): AsyncGenerator<string[]> {
  const blocks = await blocksOfSet(dataSetId);
  let next = 0;
  while (next < rows.length) {
    const block = blocks.of(elementAt(rows, next));
    const start = blocks.start(block);
    const cells = await readBlock(dataSetId, block);
    if (!cells) throw deleted();
    const found: string[] = [];
    for (; next < rows.length; next++) {
      const row = elementAt(rows, next);
      if (row >= start + cells.length) break;
      found.push(read(cells[row - start] ?? []));
    }
    if (found.length === 0) throw deleted();
    yield found;
  }
}

/**
 * The texts of some rows as they are in the file.
 *
 * @param source the columns that they are made of
 * @param rows ascending row indices, from 0
 */
export function readRowTexts(dataSetId: string, source: TextSource, rows: Uint32Array): AsyncGenerator<string[]> {
  return readOfRows(dataSetId, rows, rowTextReader(source));
}

/** Whole rows, in the order in which their indices are given. */
export async function readRows(dataSetId: string, rows: Uint32Array): Promise<string[][]> {
  const blocks = await blocksOfSet(dataSetId);
  const read = new Map<number, string[][] | undefined>();
  for (const block of new Set(Array.from(rows, (row) => blocks.of(row)))) {
    read.set(block, await readBlock(dataSetId, block));
  }
  return Array.from(rows, (row) => {
    const block = blocks.of(row);
    return read.get(block)?.[row - blocks.start(block)] ?? [];
  });
}
