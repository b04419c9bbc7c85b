// JSON as a table: an object or array a line (JSON Lines), an array of them, or an object of such arrays.

import { JSONParser } from '@streamparser/json';
import type { Format } from '../../domain/dataset';
import { Failure } from '../../domain/failures';
import { tableLimits } from '../../domain/limits';
import type { ByteSource } from './byteSource';
import { cutText, decodeText } from './decodeText';
import { JsonRows, tooDeep } from './jsonRows';
import type { RowPiece } from './rowShape';
import type { Sample, Table } from './table';

type Json = Extract<Format, { kind: 'json' | 'jsonLines' }>;

/** Rows shown and guessed from. */
const firstRows = 500;
/** Text that is parsed at once: short rows are filled up, so that a wide table has many cells of few characters. */
const charactersPerPiece = 16_384;
/** Open brackets in one row from which on it is not parsed any more. What is less deep is looked at when it is. */
const mostOpenBrackets = 100_000;

/** Whether a text is JSON with rows in it, by its beginning. */
export function guessJson({ text, isWhole }: Sample): 'json' | 'jsonLines' | null {
  const start = text.trimStart();
  if (!start.startsWith('[') && !start.startsWith('{')) return null;
  const lines = start.split(/\r\n?|\n/, 3).filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  const firstIsWhole = lines.length > 1 || isWhole;
  const value = firstIsWhole ? parsed(first) : undefined;
  if (isRow(value) && !(lines.length === 1 && holdsRows(value))) return 'jsonLines';
  // A cell may begin with a bracket too: then the first characters are no JSON.
  const rows = new JsonRows();
  const elements = new ElementParser(start.startsWith('['), rows);
  for (const part of cutText(text, charactersPerPiece)) {
    if (!elements.push(part)) return null;
    rows.take();
  }
  return rows.count > 0 || !isWhole ? 'json' : null;
}

/** Opens JSON by its beginning. */
export function openJson(
  source: ByteSource,
  { text, encoding, encodingIsCertain, isWhole }: Sample,
  kind: Json['kind'],
): Table {
  const rows = new JsonRows();
  const parser = parserFor(kind, text, rows);
  const first: string[][] = [];
  const take = () => void first.push(...rows.take().slice(0, firstRows - first.length));
  for (const part of cutText(text, charactersPerPiece)) {
    if (!parser.push(part)) break;
    take();
  }
  if (isWhole) parser.end();
  take();
  const { columns } = rows;
  for (const row of first) while (row.length < columns.length) row.push('');
  return {
    name: source.name,
    format: { kind, encoding },
    columns,
    header: null,
    first,
    problem: problemOf(first, columns),
    async *rows(): AsyncGenerator<RowPiece> {
      // The columns of the beginning keep their indices.
      const all = new JsonRows(columns);
      const whole = parserFor(kind, text, all);
      let bytesRead = 0;
      for await (const piece of decodeText(source, encoding, encodingIsCertain, charactersPerPiece)) {
        bytesRead = piece.bytesRead;
        if (!whole.push(piece.text)) throw brokenJson(all.count);
        yield all.piece(bytesRead);
      }
      if (!whole.end()) throw brokenJson(all.count);
      if (all.brokenLines > all.count) throw brokenJson(all.count);
      yield all.piece(bytesRead);
    },
  };
}

function problemOf(first: string[][], columns: string[]): Failure | null {
  if (first.length === 0) {
    return new Failure(
      'NoRows',
      'This JSON file has no rows: Hone reads an object a line, or an array of objects. Choose a file with such.',
    );
  }
  if (columns.length > 1) return null;
  return new Failure(
    'OneColumn',
    `The objects of this file have only one field${columns[0] ? `, “${columns[0]}”` : ''}. Hone needs two, one with the texts and one with their labels.`,
  );
}

function brokenJson(rowsBefore: number): Failure {
  return new Failure(
    'BrokenJson',
    `This JSON file is broken or cut off after row ${rowsBefore}. Mend it there, or save it again, and drop it here.`,
  );
}

/** Takes text piece by piece; both answer whether it is JSON so far. */
interface JsonTextParser {
  push(text: string): boolean;
  end(): boolean;
}

function parserFor(kind: Json['kind'], beginning: string, rows: JsonRows): JsonTextParser {
  if (kind === 'jsonLines') return new LineParser(rows);
  return new ElementParser(beginning.trimStart().startsWith('['), rows);
}

class LineParser implements JsonTextParser {
  /** Of the line that is not yet whole: put together once, however many pieces it comes in. */
  private pieces: string[] = [];
  private pendingCharacters = 0;

  constructor(private readonly rows: JsonRows) {}

  push(text: string): boolean {
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
    return true;
  }

  end(): boolean {
    this.addLine(this.pieces.join(''));
    this.pieces = [];
    return true;
  }

  private addLine(line: string): void {
    if (line.length > mostOpenBrackets && new BracketCounter().isTooDeep(line)) throw tooDeep(this.rows.count);
    const value = line.trim() === '' ? undefined : parsed(line);
    if (isRow(value)) this.rows.add(value);
    else this.rows.skip(line.trim() !== '');
  }
}

/** The elements of an array, or of the arrays in an object: their names become a column `Part`. */
class ElementParser implements JsonTextParser {
  private readonly parser: JSONParser;
  private isBroken = false;
  /** Of a row that can't be taken: the parser hides what its listener throws. */
  private failure: Failure | null = null;
  /** Of what does not belong to a row that is whole. */
  private pending = { characters: 0, row: 0 };
  private readonly brackets = new BracketCounter();

  constructor(
    isArray: boolean,
    private readonly rows: JsonRows,
  ) {
    this.parser = new JSONParser({ paths: [isArray ? '$.*' : '$.*.*'], keepStack: false });
    this.parser.onValue = ({ value, stack }) => {
      const part = isArray ? undefined : stack.at(1)?.key;
      if (isRow(value)) rows.add(value, typeof part === 'string' ? part : undefined);
      else rows.skip(true);
    };
    this.parser.onError = (error) => {
      this.isBroken = true;
      if (error instanceof Failure) this.failure = error;
    };
  }

  push(text: string): boolean {
    // What follows the end of the JSON is not looked at.
    if (!this.isBroken && !this.parser.isEnded) {
      this.parser.write(text);
      if (this.failure) throw this.failure;
      this.boundRow(text);
    }
    return !this.isBroken;
  }

  /** @throws Failure `TableTooLarge` */
  private boundRow(text: string): void {
    const { count } = this.rows;
    if (this.brackets.isTooDeep(text)) throw tooDeep(count);
    const before = this.pending.row === count ? this.pending.characters : 0;
    this.pending = { characters: before + text.length, row: count };
    if (this.pending.characters > tableLimits.jsonRowCharacters && !this.parser.isEnded) throw rowTooLong(count);
  }

  end(): boolean {
    if (!this.parser.isEnded) this.parser.end();
    return !this.isBroken;
  }
}

function rowTooLong(rowsBefore: number): Failure {
  return new Failure(
    'TableTooLarge',
    `Row ${rowsBefore + 1} is longer than ${tableLimits.jsonRowCharacters / 1e6} million characters, as no row of a table is. ` +
      'Hone reads an object a line, or an array of objects. Remove that row, or save the file as one of these.',
  );
}

/** Counts the lists and objects that are open in a text that comes in pieces. */
class BracketCounter {
  private open = 0;
  private inString = false;
  private escaped = false;

  /** Takes the next piece; whether more are open than memory should be spent on. */
  isTooDeep(text: string): boolean {
    for (let at = 0; at < text.length; at++) this.take(text.charCodeAt(at));
    return this.open > mostOpenBrackets;
  }

  private take(code: number): void {
    if (this.escaped) this.escaped = false;
    else if (this.inString) {
      this.escaped = code === 0x5c;
      this.inString = code !== 0x22;
    } else if (code === 0x22) this.inString = true;
    // [ and {, ] and }
    else if (code === 0x5b || code === 0x7b) this.open++;
    else if (code === 0x5d || code === 0x7d) this.open--;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const isRow = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether a value is not itself a row but has rows in it. */
function holdsRows(value: object): boolean {
  const members = Object.values(value);
  if (members.length === 0) return false;
  return Array.isArray(value)
    ? members.every(isRow)
    : members.every((member) => Array.isArray(member) && member.length > 0 && member.every(isRow));
}
