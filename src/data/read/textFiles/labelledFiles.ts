// Several files of one text a line, each named by the label of its texts: `pos.txt` and `neg.txt`.

import type { FormatChoice } from '../../../domain/dataset';
import type { ByteSource } from '../bytes/byteSource';
import { namesASplit, partNamedBy, withoutPartName } from '../partNames';
import { openTable } from '../readTable';
import type { Table } from '../table';

interface OpenedFile {
  source: ByteSource;
  table: Table;
}

/** Whether files are such: each has lines of one text, and their names tell labels. */
export function areLines(opened: OpenedFile[], choices: ReadonlyMap<string, FormatChoice>): boolean {
  const texts = opened.filter(({ source }) => !isNote(source.name));
  const hasLines = texts.some(({ table }) => table.problem?.code === 'OneColumn');
  const labels = new Set(labelsOf(texts.map(({ source }) => source.name)).map(({ label }) => label));
  return hasLines && labels.size > 1 && texts.every((own) => mayBeLines(own, choices));
}

/** Files about the others. */
const isNote = (name: string) => /(^|\/)(readme|license|licence|copying|changelog|notice)[^/]*$/i.test(name);

function mayBeLines({ source, table }: OpenedFile, choices: ReadonlyMap<string, FormatChoice>): boolean {
  const { format, problem, header, first } = table;
  if (format.kind !== 'delimited' || choices.get(source.name)?.delimiter !== undefined) return false;
  if (problem?.code === 'OneColumn') return first.length > 1;
  // Sentences have commas, and may agree in them.
  return !problem && !header && format.delimiter === ',' && !/\.(csv|tsv|tab)$/i.test(source.name);
}

interface FileLabel {
  label: string;
  /** Empty where the files name no split. */
  part: string;
}

/** The labels that names of files tell: without their folders and endings, where those differ, and without the split. */
function labelsOf(names: string[]): FileLabel[] {
  const paths = names.map((name) => name.replace(/\.(txt|text|csv|tsv)$/i, ''));
  const isSplit = namesASplit(paths);
  const parts = isSplit ? paths.map((path) => partNamedBy(path) ?? '') : paths.map(() => '');
  const own = paths.map((path) => (isSplit ? withoutPartName(lastOf(path)) : lastOf(path)));
  const areClear = new Set(own.map((label, index) => `${label}\n${parts[index]}`)).size === own.length;
  return paths.map((path, index) => ({ label: areClear ? (own[index] ?? '') : path, part: parts[index] ?? '' }));
}

const lastOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Opens the files so: a row is a line, with its label. Notes on them are left out. */
export async function openAsLines<Own extends OpenedFile>(
  opened: Own[],
  choices: ReadonlyMap<string, FormatChoice>,
): Promise<{ texts: Own[]; notes: Own[] }> {
  const [texts, notes] = [
    opened.filter(({ source }) => !isNote(source.name)),
    opened.filter(({ source }) => isNote(source.name)),
  ];
  const labels = labelsOf(texts.map(({ source }) => source.name));
  for (const [index, own] of texts.entries()) {
    const choice: FormatChoice = { hasHeader: false, ...choices.get(own.source.name), delimiter: '', quote: null };
    const table = await openTable(own.source, choice);
    own.table = withLabel(table, labels[index] ?? { label: own.source.name, part: '' });
  }
  return { texts, notes };
}

/** A table of one column with its label beside each row. */
function withLabel(table: Table, { label, part }: FileLabel): Table {
  const marks = part === '' ? [label] : [label, part];
  return {
    ...table,
    columns: [...table.columns.map(() => 'text'), 'label', ...(part === '' ? [] : ['split'])],
    first: table.first.map((row) => [...row, ...marks]),
    problem: table.problem?.code === 'OneColumn' ? null : table.problem,
    namesItsRows: true,
    async *rows() {
      for await (const piece of table.rows()) {
        yield { ...piece, rows: piece.rows.map((row) => [...row, ...marks]) };
      }
    },
  };
}
