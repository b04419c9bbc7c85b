// Files as one or several tables.

import type { FormatChoice } from '../../domain/dataset';
import { Failure } from '../../domain/failures';
import { uniqueName } from '../../domain/uniqueName';
import type { ByteSource } from './byteSource';
import { sharesColumn } from './joinTables';
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

interface Opened {
  source: ByteSource;
  table: Table;
  isOfArchive: boolean;
}

/**
 * Opens files and what is packed in them.
 *
 * @param choices what the user says of each table, by its name; of equal names, all but the first get a number
 * @throws Failure where a file is no table; of an archive, where none of its files is
 */
export async function openFiles(files: File[], choices: ReadonlyMap<string, FormatChoice>): Promise<OpenedFiles> {
  const opened: Opened[] = [];
  const skipped: OpenedFiles['skipped'] = [];
  const names = new Set<string>();
  for (const file of files) {
    const own = await openFile(file, files.length > 1, choices, names);
    opened.push(...own.opened);
    skipped.push(...own.skipped);
  }
  for (const own of opened) {
    const others = opened.filter((other) => other !== own).map(({ table }) => table);
    const choice = choices.get(own.source.name);
    if (startsWithHeaderOf(own.table, others) && choice?.hasHeader === undefined) {
      own.table = await openTable(own.source, { ...choice, hasHeader: true });
    }
  }
  const fitting = withoutStrangers(opened, skipped);
  return {
    tables: fitting.map(({ table }) => table),
    sizes: fitting.map(({ source }) => source.size),
    skipped,
  };
}

async function openFile(
  file: File,
  hasOthers: boolean,
  choices: ReadonlyMap<string, FormatChoice>,
  names: Set<string>,
): Promise<{ opened: Opened[]; skipped: OpenedFiles['skipped'] }> {
  const { sources, skipped, isArchive: isOfArchive } = await unpack(file.name, file);
  const opened: Opened[] = [];
  for (const unnamed of sources) {
    // A zip may hold two files of one name, and two folders too.
    const source = { ...unnamed, name: uniqueName(unnamed.name, names) };
    names.add(source.name);
    const choice = choices.get(source.name);
    try {
      const table = await openTable(source, choice);
      // A problem that a choice may mend is shown; of an archive's files, those without are taken.
      if (table.problem && isOfArchive && !choice) throw table.problem;
      opened.push({ source, table, isOfArchive });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (!isOfArchive) throw hasOthers ? named(source.name, error) : error;
      skipped.push({ name: source.name, reason: error.message });
    }
  }
  const why = opened.length === 0 ? skipped.at(-1) : undefined;
  if (!why) return { opened, skipped };
  throw new Failure('OneColumn', `“${file.name}” has no table in it. “${why.name}”: ${why.reason}`);
}

/** Without files of archives that share no column with the largest table, such as a note on the others. */
function withoutStrangers(opened: Opened[], skipped: OpenedFiles['skipped']): Opened[] {
  const [largest] = opened.toSorted((a, b) => b.source.size - a.source.size);
  return opened.filter(({ table, isOfArchive }) => {
    const isStranger = isOfArchive && largest && !sharesColumn(table, largest.table);
    if (isStranger) {
      const reason = `It has no column in common with “${largest.table.name}”.`;
      skipped.push({ name: table.name, reason });
    }
    return !isStranger;
  });
}

const named = (name: string, { code, message }: Failure) => new Failure(code, `“${name}”: ${message}`);

/** Whether a table that was taken for one without a header begins with another's. */
function startsWithHeaderOf({ header, first, columns }: Table, others: Table[]): boolean {
  if (header || !first[0] || columns[0] !== 'Column 1') return false;
  const start = first[0].join('\n');
  return others.some((other) => other.header?.join('\n') === start);
}
