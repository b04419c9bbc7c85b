// Files as one or several tables.

import type { FormatChoice } from '../domain/dataset';
import { Failure } from '../domain/failures';
import type { ByteSource } from './byteSource';
import { openTable } from './readTable';
import type { Table } from './table';
import { unpack } from './unpack';

export interface OpenedFiles {
  /** At least one. */
  tables: Table[];
  /** The sources of the tables, each with the bytes it takes. */
  sizes: number[];
  /** Files of archives that are no tables, and why. */
  skipped: { name: string; reason: string }[];
}

/**
 * Opens files and what is packed in them.
 *
 * @param choices what the user says of each table
 * @throws Failure where a file is no table; of an archive, where none of its files is
 */
export async function openFiles(files: File[], choices: FormatChoice[]): Promise<OpenedFiles> {
  const opened: { source: ByteSource; table: Table }[] = [];
  const skipped: OpenedFiles['skipped'] = [];
  for (const file of files) {
    const unpacked = await unpack(file.name, file);
    skipped.push(...unpacked.skipped);
    const before = opened.length;
    for (const source of unpacked.sources) {
      const choice = choices[opened.length];
      try {
        const table = await openTable(source, choice);
        // A problem that a choice may mend is shown; of an archive's files, those without are taken.
        if (table.problem && unpacked.isArchive && !choice) throw table.problem;
        opened.push({ source, table });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (!unpacked.isArchive) throw files.length > 1 ? named(source.name, error) : error;
        skipped.push({ name: source.name, reason: error.message });
      }
    }
    const [why] = unpacked.isArchive && opened.length === before ? skipped.slice(-1) : [];
    if (why)
      throw new Failure(
        'OneColumn',
        `“${file.name}” has no table in it. “${why.name}”: ${why.reason}`,
      );
  }
  for (const [index, own] of opened.entries()) {
    const others = opened.filter((other) => other !== own).map(({ table }) => table);
    if (startsWithHeaderOf(own.table, others) && choices[index]?.hasHeader === undefined) {
      own.table = await openTable(own.source, { ...choices[index], hasHeader: true });
    }
  }
  return {
    tables: opened.map(({ table }) => table),
    sizes: opened.map(({ source }) => source.size),
    skipped,
  };
}

const named = (name: string, { code, message }: Failure) =>
  new Failure(code, `“${name}”: ${message}`);

/** Whether a table that was taken for one without a header begins with another's. */
function startsWithHeaderOf({ header, first, columns }: Table, others: Table[]): boolean {
  if (header || !first[0] || columns[0] !== 'Column 1') return false;
  const start = first[0].join('\n');
  return others.some((other) => other.header?.join('\n') === start);
}
