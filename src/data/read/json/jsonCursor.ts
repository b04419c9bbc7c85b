// A place in JSON that comes in pieces: structure is walked through, and values are handed out as their text.

import { Failure } from '../../../domain/failures';
import { tableLimits } from '../../../domain/limits';
import { NotJson } from './jsonValue';

/** Asks for more text (`more`), or lets the rows so far be taken (`rows`). */
export type Pause = 'more' | 'rows';

const afterLiteral = /[\s\p{Cc},:[\]{}"]/gu;
const inStructure = /["[\]{}]/g;
const inString = /["\\]/g;

export class JsonCursor {
  private text = '';
  private at = 0;
  private isEnd = false;
  /** Of the text that was given before. */
  private before = 0;
  private linesBefore = 0;

  /** @param rowsBefore rows so far, for what is said of a row that is too long */
  constructor(private readonly rowsBefore: () => number) {}

  /** The next piece, when more was asked for; `null` at the end of the text. */
  give(text: string | null): void {
    this.linesBefore += linesIn(this.text);
    this.before += this.text.length;
    this.text = text ?? '';
    this.at = 0;
    this.isEnd = text === null;
  }

  /** The line of the place, from 1. */
  get line(): number {
    return this.linesBefore + linesIn(this.text.slice(0, this.at)) + 1;
  }

  /** The next character that is not blank, which stays the next; `''` at the end. */
  *next(): Generator<Pause, string> {
    for (;;) {
      for (; this.at < this.text.length; this.at++) {
        const character = this.text[this.at] ?? '';
        if (!/[\s\p{Cc}]/u.test(character)) return character;
      }
      if (this.isEnd) return '';
      yield 'more';
    }
  }

  /** Takes a character if it is the next. */
  *takes(character: string): Generator<Pause, boolean> {
    if ((yield* this.next()) !== character) return false;
    this.at++;
    return true;
  }

  /** @throws NotJson where the next character is another */
  *expect(character: string): Generator<Pause, void> {
    if (!(yield* this.takes(character))) throw this.notJson();
  }

  /** Goes to each element of the array that comes next. `each` reads or skips it. */
  *elements(each: (index: number) => Generator<Pause, void>): Generator<Pause, void> {
    yield* this.expect('[');
    if (yield* this.takes(']')) return;
    for (let index = 0; ; index++) {
      yield* each(index);
      if (yield* this.takes(']')) return;
      yield* this.expect(',');
    }
  }

  /** Goes to each member of the object that comes next, likewise. `key` is the text of its name, in quotes. */
  *members(each: (key: string) => Generator<Pause, void>): Generator<Pause, void> {
    yield* this.expect('{');
    if (yield* this.takes('}')) return;
    for (;;) {
      if ((yield* this.next()) !== '"') throw this.notJson();
      const key = yield* this.value();
      yield* this.expect(':');
      yield* each(key);
      if (yield* this.takes('}')) return;
      yield* this.expect(',');
    }
  }

  /**
   * Passes over the next value, and gives its text.
   *
   * @throws Failure `TableTooLarge` for one that no row is as long as
   */
  *value(): Generator<Pause, string> {
    const pieces: string[] = [];
    let length = 0;
    yield* this.passValue((piece) => {
      pieces.push(piece);
      length += piece.length;
      if (length > tableLimits.jsonRowCharacters) throw rowTooLong(this.rowsBefore());
    });
    return pieces.length === 1 ? (pieces[0] ?? '') : pieces.join('');
  }

  /** Passes over the next value, however long. */
  *skip(): Generator<Pause, void> {
    yield* this.passValue(() => {});
  }

  private *passValue(take: (piece: string) => void): Generator<Pause, void> {
    if ((yield* this.next()) === '') throw this.notJson();
    const state = { depth: 0, isInString: false, isEscaped: false, isLiteral: !/["[{]/.test(this.text[this.at] ?? '') };
    for (let isBegun = false; ;) {
      const start = this.at;
      const isWhole = this.scan(state);
      if (this.at > start) take(this.text.slice(start, this.at));
      isBegun ||= this.at > start;
      // A comma where a value should be.
      if (!isBegun) throw this.notJson();
      if (isWhole) return;
      if (this.isEnd) {
        if (state.isLiteral) return;
        throw this.notJson();
      }
      yield 'more';
    }
  }

  /** Goes on to the end of the value, or of the text; whether it is the value's. */
  private scan(state: { depth: number; isInString: boolean; isEscaped: boolean; isLiteral: boolean }): boolean {
    while (this.at < this.text.length) {
      if (state.isEscaped) {
        state.isEscaped = false;
        this.at++;
        continue;
      }
      const pattern = state.isLiteral ? afterLiteral : state.isInString ? inString : inStructure;
      pattern.lastIndex = this.at;
      const found = pattern.exec(this.text);
      this.at = found ? found.index : this.text.length;
      if (!found || state.isLiteral) return found !== null;
      this.at++;
      const [character] = found;
      if (character === '\\') state.isEscaped = true;
      else if (character === '"') state.isInString = !state.isInString;
      else state.depth += character === '[' || character === '{' ? 1 : -1;
      if (state.depth === 0 && !state.isInString && !state.isEscaped) return true;
    }
    return false;
  }

  notJson(): NotJson {
    const isCutOff = this.isEnd && this.at >= this.text.length;
    return new NotJson(this.before + this.at, isCutOff ? 'cutOff' : 'syntax', this.text.slice(this.at, this.at + 20));
  }

  /** The same of the value that was passed over last: the line is where it is no JSON. */
  notJsonIn(value: string, error: NotJson): NotJson {
    this.linesBefore -= linesIn(value.slice(error.at));
    return error;
  }
}

const linesIn = (text: string) => text.match(/\n|\r(?!\n)/g)?.length ?? 0;

/** What a row that no table has is refused for. */
export function rowTooLong(rowsBefore: number): Failure {
  return new Failure(
    'TableTooLarge',
    `Row ${rowsBefore + 1} is longer than ${tableLimits.jsonRowCharacters / 1e6} million characters, as no row of a table is. ` +
      'Hone reads an object a line, or an array of objects. Remove that row, or save the file as one of these.',
  );
}
