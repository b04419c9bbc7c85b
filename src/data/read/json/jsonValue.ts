// JSON as values that keep what was written: a number is its digits, and members stay in their order, however they are
// named. JSON.parse rounds long ids, and puts members with numbers for names first.

import { uniqueName } from '../../../domain/uniqueName';

/** A number, `true` or `false`, as it is written. */
export class JsonLiteral {
  constructor(readonly source: string) {}
}

/** `null` also stands for NaN, which Python writes where there is nothing. */
export type JsonValue = string | null | JsonLiteral | JsonValue[] | JsonObject;
export type JsonObject = Map<string, JsonValue>;

/** That a text is no JSON from an index on. */
export class NotJson extends Error {
  constructor(
    readonly at: number,
    readonly reason: 'syntax' | 'tooDeep' | 'cutOff',
    /** What stands there. */
    readonly found: string,
  ) {
    super(`No JSON from ${at} on: ${reason}`);
  }
}

/** Deeper is not looked at. */
const deepest = 1000;

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null|NaN|-?Infinity/y;
/** RFC 7464 has a record separator before each value. */
const blank = /[\s\p{Cc}]*/uy;

/** @throws NotJson, also where something follows the value */
export function parseJson(text: string): JsonValue {
  const parser = new JsonParser(text, 0, false);
  const value = parser.value(0);
  parser.skipBlank();
  if (parser.at < text.length) throw parser.notJson();
  return value;
}

/**
 * The value that a text begins with. `isCut`: the text ends within it, and what it has of it is given.
 *
 * @throws NotJson
 */
export function parseBeginning(text: string): { value: JsonValue; end: number; isCut: boolean } {
  const parser = new JsonParser(text, 0, true);
  const value = parser.value(0);
  return { value, end: parser.at, isCut: parser.isCut() };
}

/** A value as JSON, without spaces; numbers as they were written. */
export function writeJson(value: JsonValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof JsonLiteral) return value.source;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  return `{${[...value].map(([key, own]) => `${JSON.stringify(key)}:${writeJson(own)}`).join(',')}}`;
}

class JsonParser {
  private reachedEnd = false;

  constructor(
    private readonly text: string,
    public at: number,
    private readonly mayBeCut: boolean,
  ) {}

  isCut(): boolean {
    return this.reachedEnd;
  }

  /** Any value; in a text that is cut, `null` for one that has not begun. */
  value(depth: number): JsonValue {
    this.skipBlank();
    if (this.at >= this.text.length) return this.cut('cutOff');
    switch (this.text[this.at]) {
      case '"':
        return this.string();
      case '[':
        return depth < deepest ? this.array(depth + 1) : this.cut('tooDeep');
      case '{':
        return depth < deepest ? this.object(depth + 1) : this.cut('tooDeep');
      default:
        return this.literal();
    }
  }

  skipBlank(): void {
    // Nearly all that follows is one space, or none.
    if (this.text[this.at] === ' ') this.at++;
    const code = this.text.charCodeAt(this.at);
    if (code > 32 && code < 127) return;
    blank.lastIndex = this.at;
    this.at += blank.exec(this.text)?.[0].length ?? 0;
  }

  private array(depth: number): JsonValue[] {
    const items: JsonValue[] = [];
    this.at++;
    if (this.takes(']')) return items;
    for (;;) {
      const item = this.value(depth);
      // What is cut is kept as far as it has parts.
      if (!this.isCut() || isContainer(item)) items.push(item);
      if (this.isCut() || this.takes(']')) return items;
      this.expect(',');
      if (this.isCut()) return items;
    }
  }

  private object(depth: number): JsonObject {
    const members: JsonObject = new Map();
    this.at++;
    if (this.takes('}')) return members;
    for (;;) {
      this.skipBlank();
      if (this.at < this.text.length && this.text[this.at] !== '"') throw this.notJson();
      const key = this.at < this.text.length ? this.string() : this.cut('cutOff');
      if (this.isCut() || key === null) return members;
      this.expect(':');
      const own = this.isCut() ? null : this.value(depth);
      const name = members.has(key) ? uniqueName(key, new Set(members.keys())) : key;
      if (!this.isCut() || isContainer(own)) members.set(name, own);
      if (this.isCut() || this.takes('}')) return members;
      this.expect(',');
      if (this.isCut()) return members;
    }
  }

  /** Line ends and other control characters in it are taken as they are. */
  private string(): string {
    const start = this.at;
    let end = this.text.indexOf('"', start + 1);
    while (end > 0 && isEscaped(this.text, end)) end = this.text.indexOf('"', end + 1);
    if (end < 0) {
      this.cut('cutOff');
      return '';
    }
    this.at = end + 1;
    const inside = this.text.slice(start + 1, end);
    return inside.includes('\\') ? this.unescaped(inside, start) : inside;
  }

  private literal(): JsonLiteral | null {
    for (const pattern of [number, word]) {
      pattern.lastIndex = this.at;
      const source = pattern.exec(this.text)?.[0];
      if (source === undefined) continue;
      this.at += source.length;
      if (this.mayBeCut && this.at === this.text.length && this.at > source.length) this.reachedEnd = true;
      return source === 'null' || source === 'NaN' ? null : new JsonLiteral(source);
    }
    // A word that the end cuts.
    if (this.mayBeCut && /^[-\w]*$/.test(this.text.slice(this.at, this.at + 10))) return this.cut('cutOff');
    throw this.notJson();
  }

  private takes(character: string): boolean {
    this.skipBlank();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private expect(character: string): void {
    if (this.takes(character)) return;
    if (this.at < this.text.length) throw this.notJson();
    this.cut('cutOff');
  }

  private unescaped(inside: string, start: number): string {
    const own = textFrom(inside);
    if (own !== null) return own;
    // JSON.parse takes no control characters within a string.
    const plain = textFrom(
      inside.replaceAll(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
    if (plain !== null) return plain;
    this.at = start;
    throw this.notJson();
  }

  notJson(reason: NotJson['reason'] = 'syntax'): NotJson {
    return new NotJson(this.at, reason, this.text.slice(this.at, this.at + 20));
  }

  private cut(reason: 'tooDeep' | 'cutOff'): null {
    if (!this.mayBeCut) throw this.notJson(reason);
    this.reachedEnd = true;
    return null;
  }
}

/** What stands between the quotes of JSON; `null` where it is none. */
function textFrom(inside: string): string | null {
  try {
    return JSON.parse(`"${inside}"`) as string;
  } catch {
    return null;
  }
}

const isContainer = (value: JsonValue) => value instanceof Map || Array.isArray(value);

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}
