// Files and folders as one or several tables.

import type { FormatChoice, MemberChoice } from '../../domain/dataset';
import { Failure } from '../../domain/failures';
import type { InputFile } from '../../domain/inputFiles';
import { uniqueName } from '../../domain/uniqueName';
import type { ByteSource } from './bytes/byteSource';
import { chooseMembers } from './archives/chooseMembers';
import { areLines, openAsLines } from './textFiles/labelledFiles';
import { openTable } from './readTable';
import type { Table } from './table';
import { openTextFiles } from './textFiles/textFiles';
import { isTextName, textLayout } from './textFiles/textFolders';
import { holdsTables } from './textFiles/textsOrTables';
import { unpack } from './archives/unpack';

export interface OpenedFiles {
  /** At least one. */
  tables: Table[];
  /** The sources of the tables, each with the bytes it takes. */
  sizes: number[];
  /** Files of archives and folders that are not read, and why. */
  skipped: { name: string; reason: string }[];
  /** Where an archive has tables of other columns too. */
  memberChoice: MemberChoice | null;
}

export interface Opened {
  source: ByteSource;
  table: Table;
  /** The archive or folder that it is in. */
  archive: string | null;
}

interface OpenedInput {
  opened: Opened[];
  skipped: OpenedFiles['skipped'];
}

/**
 * Opens files and what is packed in them.
 *
 * @param choices what the user says of each table, by its name; of equal names, all but the first get a number
 * @throws Failure where a file is no table; of an archive, where none of its files is
 */
export async function openFiles(inputs: InputFile[], choices: ReadonlyMap<string, FormatChoice>): Promise<OpenedFiles> {
  let opened: Opened[] = [];
  const skipped: OpenedFiles['skipped'] = [];
  const names = new Set<string>();
  for (const input of inputs) {
    const own = await openInput(input, inputs.length > 1, choices, names);
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
  if (areLines(opened, choices)) {
    const { texts, notes } = await openAsLines(opened, choices);
    opened = texts;
    for (const { source } of notes) skipped.push({ name: source.name, reason: 'It is a note on the other files.' });
  } else if (hasSingleTexts(opened)) {
    throw textsWithoutLabels();
  }
  const { chosen, memberChoice, others } = chooseMembers(opened, choices);
  return {
    tables: chosen.map(({ table }) => table),
    sizes: chosen.map(({ source }) => source.size),
    skipped: [...skipped, ...others],
    memberChoice,
  };
}

async function openInput(
  input: InputFile,
  hasOthers: boolean,
  choices: ReadonlyMap<string, FormatChoice>,
  names: Set<string>,
): Promise<OpenedInput> {
  const { sources, skipped, isArchive } = await unpack(input);
  const texts = isArchive ? await openTexts(input.name, sources, choices) : null;
  if (texts) return { ...texts, skipped: [...skipped, ...texts.skipped] };
  const opened: Opened[] = [];
  for (const unnamed of sources) {
    // A zip may hold two files of one name, and two folders too.
    const source = { ...unnamed, name: uniqueName(unnamed.name, names) };
    names.add(source.name);
    try {
      const table = await openTable(source, choices.get(source.name));
      opened.push({ source, table, archive: isArchive ? input.name : null });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (!isArchive) throw hasOthers ? named(source.name, error) : error;
      skipped.push({ name: source.name, reason: error.message });
    }
  }
  return isArchive ? withoutProblems(input.name, { opened, skipped }, choices) : { opened, skipped };
}

/** One text a file, in folders named by the labels. */
async function openTexts(
  name: string,
  sources: ByteSource[],
  choices: ReadonlyMap<string, FormatChoice>,
): Promise<OpenedInput | null> {
  const layout = textLayout(sources.map((source) => source.name));
  if (!layout || (await holdsTables(sources))) return null;
  const { table, size, skipped } = await openTextFiles(name, sources, layout, choices.get(name) ?? {});
  const [source] = sources;
  return source ? { opened: [{ source: { ...source, name, size }, table, archive: null }], skipped } : null;
}

/**
 * Of an archive's files those without a problem; a problem that a choice may mend is shown. Where all have one, they may be
 * lines of texts, a file for each label.
 */
function withoutProblems(
  archive: string,
  { opened, skipped }: OpenedInput,
  choices: ReadonlyMap<string, FormatChoice>,
): OpenedInput {
  if (areLines(opened, choices)) return { opened, skipped };
  const sound = opened.filter(({ source, table }) => !table.problem || choices.has(source.name));
  const unsound = opened.flatMap(({ source, table: { problem } }) =>
    problem && !choices.has(source.name) ? [{ name: source.name, reason: problem.message }] : [],
  );
  const left = [...skipped, ...unsound];
  const why = sound.length === 0 ? left.at(-1) : undefined;
  if (!why) return { opened: sound, skipped: left };
  if (hasSingleTexts(opened)) throw textsWithoutLabels(archive);
  throw new Failure('OneColumn', `“${archive}” has no table in it. “${why.name}”: ${why.reason}`);
}

/** From so many files without a table on, each is one text. */
const manyFiles = 6;
/** A text has few lines; commas in them are those of sentences. */
const fewLines = 3;

function hasSingleTexts(opened: Opened[]): boolean {
  const texts = opened.filter(({ source, table: { format, header, problem, first } }) => {
    if (!isTextName(source.name) || format.kind !== 'delimited' || header) return false;
    return problem?.code === 'OneColumn' || (format.delimiter === ',' && first.length <= fewLines);
  });
  return texts.length >= manyFiles && texts.length === opened.length;
}

function textsWithoutLabels(archive?: string): Failure {
  return new Failure(
    'OneColumn',
    `${archive === undefined ? 'These files have' : `“${archive}” has`} one text a file, and nothing tells their labels. ` +
      'Put the files into folders, one for each label and named by it, and drop a folder or zip of all these here.',
  );
}

const named = (name: string, { code, message }: Failure) => new Failure(code, `“${name}”: ${message}`);

/** Whether a table that was taken for one without a header begins with another's. */
function startsWithHeaderOf({ header, first, columns }: Table, others: Table[]): boolean {
  if (header || !first[0] || columns[0] !== 'Column 1') return false;
  const start = first[0].join('\n');
  return others.some((other) => other.header?.join('\n') === start);
}
