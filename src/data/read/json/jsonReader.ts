// JSON that comes in pieces, to rows, by its layout.

import { ColumnReader, keyColumn, labelColumn, textColumn, textOf } from './jsonColumns';
import { JsonCursor, type Pause } from './jsonCursor';
import { isRow, type JsonLayout } from './jsonLayout';
import { JsonLineReader, type JsonTextReader } from './jsonLines';
import { tooDeep, type JsonRows } from './jsonRows';
import { NotJson, parseJson, type JsonObject, type JsonValue } from './jsonValue';

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

class LayoutReader {
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
        return new ColumnReader(this.cursor, this.rows, (source) => this.parsed(source)).read(layout);
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

  private *textsOfLabels(): Generator<Pause, void> {
    const { cursor, rows } = this;
    const parsed = (source: string) => this.parsed(source);
    yield* cursor.members(function* (name) {
      const label = textOf(name);
      yield* cursor.elements(function* () {
        rows.addRecord([
          [textColumn, parsed(yield* cursor.value())],
          [labelColumn, label],
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

function withoutMember(members: JsonObject, name: string): JsonObject {
  const others = new Map(members);
  others.delete(name);
  return others;
}
