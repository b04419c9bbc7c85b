// JSON as a table: an object or array a line (JSON Lines), an array of them, or an object of such arrays.

import { JSONParser } from '@streamparser/json';
import type { Format } from '../../domain/dataset';
import { Failure } from '../../domain/failures';
import type { ByteSource } from './byteSource';
import { decodeText } from './decodeText';
import { JsonRows } from './jsonRows';
import type { RowPiece } from './rowShape';
import type { Sample, Table } from './table';

type Json = Extract<Format, { kind: 'json' | 'jsonLines' }>;

/** Rows shown and guessed from. */
const firstRows = 500;
/** A line or an element longer than this is no row. */
const maxRowCharacters = 10_000_000;

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
  return elements.push(text) && (rows.count > 0 || !isWhole) ? 'json' : null;
}

/** Opens JSON by its beginning. */
export function openJson(
  source: ByteSource,
  { text, encoding, encodingIsCertain, isWhole }: Sample,
  kind: Json['kind'],
): Table {
  const rows = new JsonRows();
  const parser = parserFor(kind, text, rows);
  parser.push(text);
  if (isWhole) parser.end();
  const first = rows.take().slice(0, firstRows);
  const { columns } = rows;
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
      for await (const piece of decodeText(source, encoding, encodingIsCertain)) {
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
  private carry = '';

  constructor(private readonly rows: JsonRows) {}

  push(text: string): boolean {
    const lines = (this.carry + text).split('\n');
    this.carry = lines.pop() ?? '';
    for (const line of lines) this.addLine(line);
    return this.carry.length < maxRowCharacters;
  }

  end(): boolean {
    this.addLine(this.carry);
    this.carry = '';
    return true;
  }

  private addLine(line: string): void {
    const value = line.trim() === '' ? undefined : parsed(line);
    if (isRow(value)) this.rows.add(value);
    else this.rows.skip(line.trim() !== '');
  }
}

/** The elements of an array, or of the arrays in an object: their names become a column `Part`. */
class ElementParser implements JsonTextParser {
  private readonly parser: JSONParser;
  private isBroken = false;

  constructor(isArray: boolean, rows: JsonRows) {
    this.parser = new JSONParser({ paths: [isArray ? '$.*' : '$.*.*'], keepStack: false });
    this.parser.onValue = ({ value, stack }) => {
      const part = isArray ? undefined : stack.at(1)?.key;
      if (isRow(value)) rows.add(value, typeof part === 'string' ? part : undefined);
      else rows.skip(true);
    };
    this.parser.onError = () => void (this.isBroken = true);
  }

  push(text: string): boolean {
    // What follows the end of the JSON is not looked at.
    if (!this.isBroken && !this.parser.isEnded) this.parser.write(text);
    return !this.isBroken;
  }

  end(): boolean {
    if (!this.parser.isEnded) this.parser.end();
    return !this.isBroken;
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
