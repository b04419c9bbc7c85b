// JSON Lines: a value a line.

import { tableLimits } from '../../../domain/limits';
import { rowTooLong } from './jsonCursor';
import { isRow } from './jsonLayout';
import { tooDeep, type JsonRows } from './jsonRows';
import { NotJson, parseJson, type JsonValue } from './jsonValue';

/** Takes text piece by piece. */
export interface JsonTextReader {
  /** @throws Failure; NotJson */
  push(text: string): void;
  /** Takes that there is no more: `yield`s where rows can be taken. @throws Failure; NotJson */
  end(): Generator<void, void>;
  /** The line of what it read last, from 1; 0 where that is not known. */
  readonly line: number;
}

/** Lines that are no rows are counted, and left out. */
export class JsonLineReader implements JsonTextReader {
  readonly line = 0;
  /** Of the line that is not yet whole: put together once, however many pieces it comes in. */
  private pieces: string[] = [];
  private pendingCharacters = 0;

  constructor(private readonly rows: JsonRows) {}

  push(text: string): void {
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      this.addLine([...this.pieces, line].join(''));
      this.pieces = [];
      this.pendingCharacters = 0;
    }
    this.pieces.push(rest);
    this.pendingCharacters += rest.length;
    if (this.pendingCharacters > tableLimits.jsonRowCharacters) throw rowTooLong(this.rows.count);
  }

  // eslint-disable-next-line require-yield -- What there is was taken before.
  *end(): Generator<void, void> {
    this.addLine(this.pieces.join(''));
    this.pieces = [];
  }

  private addLine(line: string): void {
    if (line.trim() === '') return this.rows.skip(false);
    let value: JsonValue = null;
    try {
      value = parseJson(line);
    } catch (error) {
      if (!(error instanceof NotJson)) throw error;
      if (error.reason === 'tooDeep') throw tooDeep(this.rows.count);
    }
    if (isRow(value)) this.rows.add(value);
    else this.rows.skip(true);
  }
}
