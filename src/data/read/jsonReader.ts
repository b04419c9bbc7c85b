// JSON that comes in pieces, to rows, by its layout.

import { Failure } from '../../domain/failures';
import { tableLimits } from '../../domain/limits';
import { JsonCursor, type Pause } from './jsonCursor';
import { areTextsOfLabels, isRow, type JsonLayout } from './jsonLayout';
import { JsonLineReader, type JsonTextReader } from './jsonLines';
import { tooDeep, type JsonRows } from './jsonRows';
import { NotJson, parseJson, type JsonObject, type JsonValue } from './jsonValue';

/** The column of the names that rows stand under. */
const keyColumn = 'Key';
const textColumn = 'Text';
/** Rows that are made from columns at once. */
const rowsAtOnce = 1000;

/** A reader that puts rows into `rows`. */
export function readerOf(layout: JsonLayout, rows: JsonRows): JsonTextReader {
  return layout.kind === 'lines' ? new JsonLineReader(rows) : new DocumentReader(layout, rows);
}

class DocumentReader implements JsonTextReader {
  private readonly cursor: JsonCursor;
  private readonly reading: Generator<Pause, void>;
  private isDone = false;

  constructor(layout: JsonLayout, rows: JsonRows) {
    this.cursor = new JsonCursor(() => rows.count);
    this.reading = new LayoutReader(this.cursor, rows).read(layout);
    // Up to its first wish for text.
    this.reading.next();
  }

  get line(): number {
    return this.cursor.line;
  }

  push(text: string): void {
    // What follows the end of the JSON is not looked at.
    if (this.isDone) return;
    this.cursor.give(text);
    for (const _ of this.pauses());
  }

  *end(): Generator<void, void> {
    if (this.isDone) return;
    this.cursor.give(null);
    yield* this.pauses();
  }

  private *pauses(): Generator<void, void> {
    for (;;) {
      const { done, value } = this.reading.next();
      if (done) this.isDone = true;
      if (done || value === 'more') return;
      yield;
    }
  }
}

interface RowOptions {
  /** The array that it stands in. */
  part?: string;
  /** Of its elements. */
  names?: string[];
  /** A member that is left out. */
  without?: string;
}

interface HeldColumn {
  name: string;
  cells: JsonValue[];
  /** Else its cells have the names of their rows, and some may be missing. */
  isList: boolean;
}

class LayoutReader {
  private heldCharacters = 0;

  constructor(
    private readonly cursor: JsonCursor,
    private readonly rows: JsonRows,
  ) {}

  read(layout: JsonLayout): Generator<Pause, void> {
    switch (layout.kind) {
      case 'lines':
      case 'values':
        return this.values();
      case 'rows':
        return this.rowsAt(layout.path, layout);
      case 'parts':
        return this.parts();
      case 'keyed':
        return this.keyed(layout.isCounted);
      case 'columns':
        return this.columns(layout);
      case 'textsOfLabels':
        return this.textsOfLabels();
      case 'list':
        return this.cursor.elements(() => this.cell(textColumn));
      default:
        return layout satisfies never;
    }
  }

  private *values(): Generator<Pause, void> {
    while ((yield* this.cursor.next()) !== '') {
      yield* this.row();
      yield* this.cursor.takes(',');
    }
  }

  private *rowsAt(path: string[], options: RowOptions): Generator<Pause, void> {
    const [key, ...rest] = path;
    if (key === undefined) {
      yield* this.cursor.elements(() => this.row(options));
      return;
    }
    const { cursor } = this;
    const rowsAt = (within: string[]) => this.rowsAt(within, options);
    yield* cursor.members(function* (name) {
      yield* textOf(name) === key ? rowsAt(rest) : cursor.skip();
    });
  }

  private *parts(): Generator<Pause, void> {
    const { cursor } = this;
    const row = (part: string) => this.row({ part });
    yield* cursor.members(function* (name) {
      const part = textOf(name);
      if ((yield* cursor.next()) === '[') yield* cursor.elements(() => row(part));
      else yield* cursor.skip();
    });
  }

  private *keyed(isCounted: boolean): Generator<Pause, void> {
    const { cursor, rows } = this;
    const parsed = (source: string) => this.parsed(source);
    yield* cursor.members(function* (name) {
      const value = parsed(yield* cursor.value());
      if (!(value instanceof Map)) rows.skip(true);
      else rows.add(isCounted ? value : new Map([[keyColumn, textOf(name)], ...value]));
    });
  }

  /** Columns are held until the last is read. */
  private *columns({ names, isCounted }: { names: string[] | null; isCounted: boolean }): Generator<Pause, void> {
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
          ['Label', name],
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

  private *textsOfLabels(): Generator<Pause, void> {
    const { cursor, rows } = this;
    const parsed = (source: string) => this.parsed(source);
    yield* cursor.members(function* (name) {
      const label = textOf(name);
      yield* cursor.elements(function* () {
        rows.addRecord([
          [textColumn, parsed(yield* cursor.value())],
          ['Label', label],
        ]);
      });
    });
  }

  private *cell(column: string): Generator<Pause, void> {
    this.rows.addRecord([[column, this.parsed(yield* this.cursor.value())]]);
  }

  private *row({ part, names, without }: RowOptions = {}): Generator<Pause, void> {
    const value = this.parsed(yield* this.cursor.value());
    if (!isRow(value)) return this.rows.skip(true);
    if (names && Array.isArray(value)) {
      return this.rows.addRecord(value.map((cell, index) => [names[index] || `Column ${index + 1}`, cell]));
    }
    this.rows.add(value instanceof Map && without !== undefined ? withoutMember(value, without) : value, part);
  }

  private parsed(source: string): JsonValue {
    try {
      return parseJson(source);
    } catch (error) {
      if (error instanceof NotJson && error.reason === 'tooDeep') throw tooDeep(this.rows.count);
      if (error instanceof NotJson) throw this.cursor.notJsonIn(source, error);
      throw error;
    }
  }
}

/** A name from its JSON, in quotes. */
function textOf(quoted: string): string {
  const name = parseJson(quoted);
  return typeof name === 'string' ? name : quoted;
}

function withoutMember(members: JsonObject, name: string): JsonObject {
  const others = new Map(members);
  others.delete(name);
  return others;
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
