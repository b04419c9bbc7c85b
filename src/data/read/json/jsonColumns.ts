// JSON that lists one column after another, as pandas' to_json() writes it, to rows: held until the last column is read.

import { Failure } from '../../../domain/failures';
import { tableLimits } from '../../../domain/limits';
import type { JsonCursor, Pause } from './jsonCursor';
import { areTextsOfLabels } from './jsonLayout';
import type { JsonRows } from './jsonRows';
import { parseJson, type JsonValue } from './jsonValue';

/** The column of the names that rows stand under. */
export const keyColumn = 'Key';
export const textColumn = 'Text';
export const labelColumn = 'Label';
/** Rows that are made from columns at once. */
const rowsAtOnce = 1000;

interface HeldColumn {
  name: string;
  cells: JsonValue[];
  /** Else its cells have the names of their rows, and some may be missing. */
  isList: boolean;
}

/** Reads the members of an object, each a column or the texts of a label. */
export class ColumnReader {
  private heldCharacters = 0;

  /** @param parsed a value by its text */
  constructor(
    private readonly cursor: JsonCursor,
    private readonly rows: JsonRows,
    private readonly parsed: (source: string) => JsonValue,
  ) {}

  /** Columns are held until the last is read. */
  *read({ names, isCounted }: { names: string[] | null; isCounted: boolean }): Generator<Pause, void> {
    const { cursor } = this;
    const held: HeldColumn[] = [];
    const keys = new Map<string, number>();
    const hold = (cells: JsonValue[], at: number) => this.hold(cells, at);
    yield* cursor.members(function* (quoted) {
      const name = textOf(quoted);
      const opening = yield* cursor.next();
      if ((opening !== '[' && opening !== '{') || (names && !names.includes(name))) return yield* cursor.skip();
      const cells: JsonValue[] = [];
      held.push({ name, cells, isList: opening === '[' });
      if (opening === '[') return yield* cursor.elements((index) => hold(cells, index));
      yield* cursor.members((key) => {
        const at = keys.get(key) ?? keys.size;
        keys.set(key, at);
        return hold(cells, at);
      });
    });
    if (held.every(({ isList }) => isList) && areTextsOfLabels(held)) return yield* this.listed(held);
    const rowNames = isCounted ? [] : [...keys.keys()].map(textOf);
    const named = { name: keyColumn, cells: rowNames, isList: false };
    yield* this.transposed(rowNames.length > 0 ? [named, ...held] : held);
  }

  private *hold(cells: JsonValue[], at: number): Generator<Pause, void> {
    const source = yield* this.cursor.value();
    this.heldCharacters += source.length;
    if (this.heldCharacters > tableLimits.heldCharacters) throw tooMuchToHold();
    cells[at] = this.parsed(source);
  }

  /** The texts of each label, which were held as columns until all were seen. */
  private *listed(labels: HeldColumn[]): Generator<Pause, void> {
    for (const { name, cells } of labels) {
      for (const [index, cell] of cells.entries()) {
        this.rows.addRecord([
          [textColumn, cell],
          [labelColumn, name],
        ]);
        if (index % rowsAtOnce === rowsAtOnce - 1) yield 'rows';
      }
    }
  }

  private *transposed(columns: HeldColumn[]): Generator<Pause, void> {
    const length = Math.max(0, ...columns.map(({ cells }) => cells.length));
    const short = columns.find(({ cells, isList }) => isList && cells.length < length);
    if (short) throw unlikeColumns(short, length);
    for (let row = 0; row < length; row++) {
      this.rows.addRecord(columns.map(({ name, cells }) => [name, cells[row] ?? null]));
      if (row % rowsAtOnce === rowsAtOnce - 1) yield 'rows';
    }
  }
}

/** A name from its JSON, in quotes. */
export function textOf(quoted: string): string {
  const name = parseJson(quoted);
  return typeof name === 'string' ? name : quoted;
}

function tooMuchToHold(): Failure {
  return new Failure(
    'TableTooLarge',
    'This JSON file holds its columns one after another, as pandas’ to_json() writes them, and is too large to be turned into rows. ' +
      'Save it with to_json(…, orient="records", lines=True), and drop that here.',
  );
}

function unlikeColumns({ name, cells }: HeldColumn, length: number): Failure {
  return new Failure(
    'BrokenJson',
    `The lists of this JSON file are its columns, but “${name}” has ${cells.length} cells and another ${length}, so nobody can tell which belong together. ` +
      'Save it as an array of objects, one for each row, and drop that here.',
  );
}
