// Changes of a preparation that several tabs make, each from what it sees: what one changes, the other's change leaves alone.

import { noCleaning, type TextCleaning } from './cleaning';
import { columnChoice, type ColumnChoice } from './columnChoice';
import { simplified, type Preparation } from './preparation';
import { plainLabelling } from './labelling';
import { textColumnsOf } from './rowText';

/**
 * The preparation as it is now with one change made to it. Of lists, such as corrections or renamed labels, a change is the
 * entries that it adds, replaces and takes away.
 *
 * @param now what is stored, perhaps changed in another tab meanwhile
 * @param seen what the change was made from
 * @param wanted what it makes of that
 */
export function withChange(now: Preparation, seen: Preparation, wanted: Preparation): Preparation {
  if (same(now, seen)) return wanted;
  const split = merged(now.split, seen.split, wanted.split);
  return simplified({
    columns: mergedColumns(now.columns, seen.columns, wanted.columns),
    ...mergedLabels(now, seen, wanted),
    cleaning: mergedCleaning(now, seen, wanted),
    fixes: mergedList(now.fixes, seen.fixes, wanted.fixes, ({ finding }) => finding),
    ...(split && { split }),
  });
}

function mergedCleaning(
  { cleaning: now = noCleaning }: Preparation,
  { cleaning: seen = noCleaning }: Preparation,
  { cleaning: wanted = noCleaning }: Preparation,
): TextCleaning {
  const itself = (value: string) => value;
  return {
    steps: mergedList(now.steps, seen.steps, wanted.steps, itself),
    removeWords: mergedList(now.removeWords, seen.removeWords, wanted.removeWords, itself),
    removePassages: mergedList(now.removePassages, seen.removePassages, wanted.removePassages, itself),
  };
}

/** What labels are called, and which rows have others. */
function mergedLabels(now: Preparation, seen: Preparation, wanted: Preparation): Partial<Preparation> {
  const { labelling: ownNow = plainLabelling } = now;
  const { labelling: ownSeen = plainLabelling } = seen;
  const { labelling: ownWanted = plainLabelling } = wanted;
  // Other cells are read for labels than the change knew: its names are of none of them.
  const readsOthers = !same(cellsOf(now), cellsOf(seen)) && same(cellsOf(seen), cellsOf(wanted));
  if (readsOthers) return { labelling: ownNow, corrections: now.corrections ?? [] };
  const source = merged(ownNow.source, ownSeen.source, ownWanted.source);
  const changes = mergedList(ownNow.changes, ownSeen.changes, ownWanted.changes, ({ from }) => from);
  const corrections = mergedList(now.corrections, seen.corrections, wanted.corrections, ({ row }) => `${row}`);
  return { labelling: { source, changes }, corrections: corrections.sort((a, b) => a.row - b.row) };
}

/** Where labels are read. */
const cellsOf = ({ columns, labelling = plainLabelling }: Preparation) => [columns.label, labelling.source];

/** A value that is changed as a whole. */
function merged<T>(now: T, seen: T, wanted: T): T {
  return same(seen, wanted) ? now : wanted;
}

/** The texts are one decision, however many columns they are of. */
function mergedColumns(now: ColumnChoice, seen: ColumnChoice, wanted: ColumnChoice): ColumnChoice {
  const textsOf = (choice: ColumnChoice) => ({ columns: textColumnsOf(choice), separator: choice.joined?.separator });
  const { columns, separator } = merged(textsOf(now), textsOf(seen), textsOf(wanted));
  return columnChoice(columns, merged(now.label, seen.label, wanted.label), separator);
}

/** @param keyOf what an entry is about: there is one of each */
function mergedList<T>(now: T[] = [], seen: T[] = [], wanted: T[] = [], keyOf: (item: T) => string): T[] {
  const byKey = (items: T[]) => new Map(items.map((item) => [keyOf(item), item]));
  const [entries, before, after] = [byKey(now), byKey(seen), byKey(wanted)];
  for (const [key, item] of after) if (!same(item, before.get(key))) entries.set(key, item);
  for (const key of before.keys()) if (!after.has(key)) entries.delete(key);
  return [...entries.values()];
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
