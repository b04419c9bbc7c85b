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

/** Text files in a folder from which on they are texts, and not notes. */
const fewTexts = 5;

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
  await readAsLines(opened, choices);
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
  if (isOfArchive) refuseTextFolders(file.name, sources);
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

/** Several files of one text a line are a file for each label: the rows are the lines, and the label is the file's name. */
async function readAsLines(opened: Opened[], choices: ReadonlyMap<string, FormatChoice>): Promise<void> {
  const areLines = opened.every(
    ({ source, table }) =>
      table.format.kind === 'delimited' &&
      table.problem?.code === 'OneColumn' &&
      choices.get(source.name)?.delimiter === undefined,
  );
  if (opened.length < 2 || !areLines) return;
  const tables: Table[] = [];
  for (const { source } of opened) {
    const choice: FormatChoice = { hasHeader: false, ...choices.get(source.name), delimiter: '', quote: null };
    tables.push(await openTable(source, choice));
  }
  if (tables.some(({ columns }) => columns.length !== 1)) return;
  opened.forEach((own, index) => {
    const table = tables[index] ?? own.table;
    const problem = table.problem?.code === 'OneColumn' ? null : table.problem;
    own.table = { ...table, problem, label: own.source.name.replace(/\.(txt|text|csv|tsv)$/i, '') };
  });
}

/** Folders whose names are the labels of the texts in them, one a file: said before half sentences are taken for tables. */
function refuseTextFolders(archive: string, sources: ByteSource[]): void {
  const texts = sources.filter(({ name }) => /\.(txt|text)$/i.test(name) || !/\.[a-z]\w{0,5}$/i.test(name));
  const sizes = new Map<string, number>();
  for (const { name } of texts) {
    const folder = name.split(/[/\\]/).at(-2);
    if (folder !== undefined) sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
  }
  const folders = [...sizes].filter(([, files]) => files >= fewTexts).map(([folder]) => folder);
  if (folders.length < 2 || texts.length < sources.length * 0.8) return;
  const named = folders.slice(0, 4).join(', ') + (folders.length > 4 ? ` and ${folders.length - 4} more` : '');
  throw new Failure(
    'OneColumn',
    `“${archive}” has one text a file, in the folders ${named}. Hone reads one text a row: put them into one table with ` +
      'two columns, the text and the name of its folder.',
  );
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
