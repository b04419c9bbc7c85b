// Arrow streams and files (.arrow, Feather 2): a batch of rows is decoded at a time.

import { CompressionType, setCompressionCodec, tableFromIPC } from '@uwdata/flechette';
import { Failure } from '../../../domain/failures';
import { archiveLimits } from '../../../domain/limits';
import { arrowMessages, joined } from './arrowMessages';
import { arrowColumns } from './arrowTypes';
import type { ByteSource } from '../bytes/byteSource';
import { withClassNames } from './classLabels';
import { columnarTable, type ColumnarPart } from './columnarTable';
import { lz4Frame } from './lz4Frame';
import type { Table } from '../table';

/** @throws Failure `BrokenTable`, `TableTooLarge` */
export function openArrow(source: ByteSource): Promise<Table> {
  return columnarTable(source, {
    format: { kind: 'arrow' },
    async *parts() {
      await loadCodecs();
      const { stream, bytesRead } = source.open();
      let schema = new Uint8Array();
      const dictionaries: Uint8Array[] = [];
      let held = 0;
      for await (const { kind, bytes } of arrowMessages(stream, archiveLimits.rowGroupBytes)) {
        if (kind === 'schema') {
          schema = bytes;
          // A file without rows has columns all the same.
          decode([schema]);
        } else if (kind === 'dictionary') {
          held += bytes.length;
          if (held > archiveLimits.heldBytes) throw dictionariesTooLarge(source.name);
          dictionaries.push(bytes);
        } else if (kind === 'rows') {
          yield { ...decode([schema, ...dictionaries, bytes]), bytesRead: bytesRead() };
        }
      }
    },
  });
}

function decode(messages: Uint8Array[]): Omit<ColumnarPart, 'bytesRead'> {
  const table = tableFromIPC(joined(messages), {
    useBigInt: true,
    useBigIntTimestamp: true,
    useDecimalInt: true,
    useMap: true,
  });
  const columns = withClassNames(arrowColumns(table.schema.fields), table.schema.metadata?.get('huggingface'));
  const values = table.children.map((column) => column.toArray());
  return { rowCount: table.numRows, columns, valueAt: (row, column) => values[column]?.[row] };
}

async function loadCodecs(): Promise<void> {
  const { decompressZstd } = await import('hyparquet-compressors');
  const encode = () => {
    throw new Error('Nothing is packed here.');
  };
  // A copy: numbers must begin at a multiple of their length.
  setCompressionCodec(CompressionType.ZSTD, { decode: (bytes) => decompressZstd(bytes).slice(), encode });
  setCompressionCodec(CompressionType.LZ4_FRAME, { decode: lz4Frame, encode });
}

function dictionariesTooLarge(name: string): Failure {
  return new Failure(
    'TableTooLarge',
    `“${name}” has more different values in its columns than a browser can hold at once. Write it as Parquet or CSV and drop that here.`,
  );
}
