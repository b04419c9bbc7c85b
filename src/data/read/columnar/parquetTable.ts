// Parquet files: a footer says where the columns of each group of rows lie, so the file is read where it lies.

import { parquetMetadataAsync, parquetRead, parquetSchema, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { Failure } from '../../../domain/failures';
import { archiveLimits, tableLimits } from '../../../domain/limits';
import { count } from '../../../words/numbers';
import { readBytes } from '../bytes/byteStream';
import type { ByteSource } from '../bytes/byteSource';
import { withClassNames } from './classLabels';
import { columnarTable, type ColumnarPart } from './columnarTable';
import { momentText } from './columnTypes';
import { parquetColumns } from './parquetTypes';
import type { Table } from '../table';
import { tooManyColumns } from '../withinLimits';

/** Rows that are read at once where the file says where its pages begin. */
const rowsAtOnce = 20_000;

type Codec = FileMetaData['row_groups'][number]['columns'][number]['meta_data'];

/** @throws Failure `BrokenTable`, `NotText`, `TableTooLarge` */
export async function openParquet(source: ByteSource): Promise<Table> {
  const whole = source.file ?? (await held(source));
  const file: AsyncBuffer = {
    byteLength: whole.size,
    slice: (start, end) => whole.slice(start, end).arrayBuffer(),
  };
  return columnarTable(source, {
    format: { kind: 'parquet' },
    async *parts(most) {
      const metadata = await parquetMetadataAsync(file, { geoparquet: false });
      checkSize(source.name, metadata);
      const huggingface = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
      const schema = parquetSchema(metadata);
      const columns = withClassNames(parquetColumns(schema), huggingface);
      const read = await reader(file, metadata);
      for (const [start, end] of stretches(metadata, most)) {
        const rows = await read(start, end);
        const bytesRead = Math.floor((source.size * end) / Number(metadata.num_rows));
        yield {
          rowCount: rows.length,
          columns,
          valueAt: (row, column) => rows[row]?.[column],
          bytesRead,
        } satisfies ColumnarPart;
      }
    },
  });
}

/** The bytes of a file within an archive, which are read from their end. */
async function held(source: ByteSource): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const part of readBytes(source.open().stream)) {
    length += part.length;
    if (length > archiveLimits.heldBytes) {
      throw new Failure(
        'TableTooLarge',
        `“${source.name}” is too large to be read within an archive. Unpack it, and drop it here by itself.`,
      );
    }
    parts.push(part);
  }
  return new Blob(parts);
}

/** Reads stretches of rows; what unpacks them is loaded where it is needed. */
async function reader(file: AsyncBuffer, metadata: FileMetaData) {
  const codecs = new Set(
    metadata.row_groups.flatMap(({ columns }) =>
      columns.map(({ meta_data }: { meta_data?: Codec }) => meta_data?.codec),
    ),
  );
  if (codecs.has('LZO')) {
    throw new Failure(
      'BrokenTable',
      'This Parquet file is packed with LZO, which Hone does not unpack. Write it anew in Python: pandas.read_parquet(…).to_parquet(…).',
    );
  }
  codecs.delete('UNCOMPRESSED');
  codecs.delete('SNAPPY');
  const compressors = codecs.size > 0 ? (await import('hyparquet-compressors')).compressors : undefined;
  return async (rowStart: number, rowEnd: number): Promise<unknown[][]> => {
    let rows: unknown[][] = [];
    await parquetRead({
      file,
      metadata,
      ...(compressors && { compressors }),
      rowStart,
      rowEnd,
      rowFormat: 'array',
      geoparquet: false,
      useOffsetIndex: true,
      parsers: {
        timestampFromMilliseconds: (value) => momentText(value, 1e3),
        timestampFromMicroseconds: (value) => momentText(value, 1e6),
        timestampFromNanoseconds: (value) => momentText(value, 1e9),
        dateFromDays: (days) => momentText(BigInt(days) * 86_400n, 1),
        jsonFromBytes: (bytes) => new TextDecoder().decode(bytes),
      },
      onComplete: (all) => void (rows = all),
    });
    return rows;
  };
}

/** Rows from and to, each stretch within a group. */
function* stretches({ row_groups: groups }: FileMetaData, most = Infinity): Generator<[start: number, end: number]> {
  let first = 0;
  for (const { num_rows: rows, columns } of groups) {
    const end = first + Number(rows);
    const isIndexed = columns.every(({ offset_index_offset: offset }) => offset !== undefined);
    const step = isIndexed ? rowsAtOnce : Number(rows);
    for (let start = first; start < Math.min(end, most); start += step)
      yield [start, Math.min(start + step, end, most)];
    first = end;
  }
}

/** @throws Failure `TableTooLarge` before anything is unpacked */
function checkSize(name: string, { row_groups: groups, schema }: FileMetaData): void {
  if (schema.length > tableLimits.columns * 4) throw tooManyColumns();
  let cells = 0;
  for (const { columns, num_rows: rows } of groups) {
    let bytes = 0;
    for (const { meta_data: own } of columns) {
      cells += Math.max(Number(own?.num_values ?? 0), Number(rows));
      bytes += Number(own?.total_uncompressed_size ?? 0);
    }
    if (cells > tableLimits.cells)
      throw new Failure(
        'TableTooLarge',
        `“${name}” has more than ${count(tableLimits.cells)} cells. Leave only the columns of the texts and their labels in it, or fewer rows, and drop it here again.`,
      );
    if (bytes > archiveLimits.rowGroupBytes)
      throw new Failure(
        'TableTooLarge',
        `“${name}” has ${count(Number(rows))} rows in one group, more than a browser can hold at once. Write it in Python with smaller ones, to_parquet(…, row_group_size=10_000), or as CSV, and drop that here.`,
      );
  }
}
