// Which of an archive's tables are read, where they do not have the same columns: one that has texts and labels.

import type { FormatChoice, MemberChoice } from '../../../domain/dataset';
import { guessColumns } from '../columns/columns';
import { sharesColumn } from '../joinTables';
import type { ByteSource } from '../bytes/byteSource';
import type { Table } from '../table';

interface OpenedTable {
  source: ByteSource;
  table: Table;
  archive: string | null;
}

interface ChosenMembers {
  chosen: OpenedTable[];
  memberChoice: MemberChoice | null;
  /** Those that are not read, and why. */
  others: { name: string; reason: string }[];
}

/** The tables to read: those that are files of their own, and of an archive those that go together. */
export function chooseMembers(opened: OpenedTable[], choices: ReadonlyMap<string, FormatChoice>): ChosenMembers {
  const loose = opened.filter(({ archive }) => archive === null);
  const groups = groupsOf(opened.filter(({ archive }) => archive !== null));
  const fitting = loose.length === 0 ? groups : groups.filter((group) => group.some((own) => isLike(own, loose)));
  const taken = fitting.find((group) => group.some(isWanted)) ?? best(fitting);
  const left = opened.filter((own) => own.archive !== null && !taken?.includes(own));
  const [first] = taken ?? loose;
  if (left.length === 0 || !first) return { chosen: opened, memberChoice: null, others: [] };
  const archive = first.archive;
  const isChoice = archive !== null && fitting.length > 1;
  return {
    chosen: opened.filter((own) => !left.includes(own)),
    memberChoice: isChoice
      ? { archive, members: fitting.flatMap(([own]) => (own ? [own.table.name] : [])), chosen: first.table.name }
      : null,
    others: left.map(({ table }) => ({
      name: table.name,
      reason:
        `It has no column in common with “${first.table.name}”, which is read.` +
        (isChoice ? ' Another table can be chosen where it says how the file is read.' : ''),
    })),
  };

  function isWanted({ archive: own, table }: OpenedTable): boolean {
    return own !== null && choices.get(own)?.member === table.name;
  }
}

/** Tables that have columns in common, with those that have some in common with these, and so on. */
function groupsOf(opened: OpenedTable[]): OpenedTable[][] {
  const groups: OpenedTable[][] = [];
  for (const own of opened) {
    const like = groups.filter((group) => isLike(own, group));
    for (const group of like) groups.splice(groups.indexOf(group), 1);
    groups.push([...like.flat(), own]);
  }
  const order = (group: OpenedTable[]) => Math.min(...group.map((own) => opened.indexOf(own)));
  return groups
    .map((group) => group.toSorted((a, b) => opened.indexOf(a) - opened.indexOf(b)))
    .toSorted((a, b) => order(a) - order(b));
}

const isLike = ({ table }: OpenedTable, group: OpenedTable[]) => group.some((own) => sharesColumn(own.table, table));

/** A group with texts and labels before any other; of several, the one of most bytes. */
function best(groups: OpenedTable[][]): OpenedTable[] | undefined {
  const bytes = (group: OpenedTable[]) => group.reduce((sum, { source }) => sum + source.size, 0);
  return groups.toSorted((a, b) => Number(isLabelled(b)) - Number(isLabelled(a)) || bytes(b) - bytes(a))[0];
}

/** Whether a table has a column of words and another whose values come again. */
function isLabelled(group: OpenedTable[]): boolean {
  return group.some(({ table: { columns, first } }) => {
    const { text, label } = guessColumns(columns, first);
    const words = first.map((row) => (row[text] ?? '').trim().split(/\s+/).length);
    const labels = first.map((row) => (row[label] ?? '').trim()).filter((value) => value !== '');
    const distinct = new Set(labels).size;
    const isText = words.reduce((sum, count) => sum + count, 0) >= 3 * words.length;
    return text !== label && isText && distinct > 1 && distinct * 2 <= labels.length;
  });
}
