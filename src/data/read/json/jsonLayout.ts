// Where the rows of JSON stand: a value a line, an array, an array somewhere within, or columns, as pandas writes them.

import { isTechnicalName, labelNameScore, textNameScore } from '../columns/columnNames';
import { JsonLiteral, NotJson, parseBeginning, parseJson, type JsonObject, type JsonValue } from './jsonValue';

export type JsonLayout =
  /** A value a line. */
  | { kind: 'lines' }
  /** Values one after another. */
  | { kind: 'values' }
  /** The elements of the array at a path; `names` are those of the columns where rows are arrays. */
  | { kind: 'rows'; path: string[]; names?: string[]; without?: string }
  /** The elements of each array in an object, whose name is the part. */
  | { kind: 'parts' }
  /** The members of an object; their names are a column unless they only count. */
  | { kind: 'keyed'; isCounted: boolean }
  /** Each member is a column: an array of its cells, or an object of them by the names of the rows. */
  | { kind: 'columns'; names: string[] | null; isCounted: boolean }
  /** Each member is a label with an array of its texts. */
  | { kind: 'textsOfLabels' }
  /** An array of texts, or of other single values. */
  | { kind: 'list' };

const linesLookedAt = 50;

/** The layout of a text by its beginning; `null` for what is no JSON. */
export function guessLayout(text: string, isWhole: boolean): JsonLayout | null {
  const start = text.replace(/^[\s\p{Cc}]+/u, '');
  if (/^\/[/*]/.test(start)) return /^(\/\/.*\s*|\/\*[^]*?\*\/\s*)+[[{]/.test(start) ? { kind: 'values' } : null;
  if (!/^[[{]/.test(start)) return null;
  try {
    const { value, end, isCut } = parseBeginning(start);
    if (!isCut) return layoutBefore(value, start.slice(0, end), start.slice(end), isWhole);
    return layoutOfValue(value, true);
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    if (isMostlyLines(start, isWhole)) return { kind: 'lines' };
    if (!isMeantAsJson(start)) return null;
    return layoutOfValue(parseBeginning(start.slice(0, error.at)).value, true);
  }
}

/** The layout where a first value is whole, by what follows it. */
function layoutBefore(value: JsonValue, own: string, rest: string, isWhole: boolean): JsonLayout | null {
  const isLine = !/[\r\n]/.test(own);
  if (/^[\s\p{Cc}]*$/u.test(rest)) {
    const layout = layoutOfValue(value, false);
    return layout.kind === 'values' && isLine ? { kind: 'lines' } : layout;
  }
  if (isLine && /^[ \t]*[\r\n]/.test(rest) && isMostlyLines(own + rest, isWhole)) return { kind: 'lines' };
  return /^([\s\p{Cc}]|,\s*?\n\s*)*[[{]/u.test(rest) ? { kind: 'values' } : null;
}

function isMostlyLines(text: string, isWhole: boolean): boolean {
  const lines = text.split(/\r\n?|\n/, linesLookedAt + 1);
  if (!isWhole || lines.length > linesLookedAt) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '');
  return filled.length > 1 && filled.filter(isRowLine).length * 2 >= filled.length;
}

function isRowLine(line: string): boolean {
  try {
    return isRow(parseJson(line));
  } catch {
    return false;
  }
}

/** Whether broken JSON was meant as JSON: a CSV may begin with a bracket too. */
function isMeantAsJson(text: string): boolean {
  if (!/^(\[\s*)?\{\s*(["'}]|[\w$]+\s*:|\/[/*])|^\[\s*\n\s*(["'{[\d]|\/[/*])/.test(text)) return false;
  const [line = ''] = text.split(/\r\n?|\n/, 1);
  const end = endOfBrackets(line);
  return end === null || /^\s*,?\s*$/.test(line.slice(end));
}

/** Where the first bracket of a line is closed; `null`: not in it. */
function endOfBrackets(line: string): number | null {
  let depth = 0;
  for (const { 0: found, index } of line.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[[\]{}]/g)) {
    if (found.length > 1) continue;
    depth += found === '[' || found === '{' ? 1 : -1;
    if (depth === 0) return index + 1;
  }
  return null;
}

function layoutOfValue(value: JsonValue, isCut: boolean): JsonLayout {
  if (value instanceof Map) return layoutOfObject(value, isCut);
  const isList = Array.isArray(value) && !value.some(isRow) && value.some((own) => typeof own === 'string');
  return isList ? { kind: 'list' } : { kind: 'rows', path: [] };
}

function layoutOfObject(object: JsonObject, isCut: boolean): JsonLayout {
  return (
    knownLayout(object) ??
    arraysOfRows(object, isCut) ??
    columnsOrKeys(object) ??
    lists(object, isCut) ??
    rowsWithin(object) ?? { kind: 'values' }
  );
}

/** What pandas writes as orient="split" and "table", and the rows of Hugging Face’s data-set viewer. */
function knownLayout(object: JsonObject): JsonLayout | null {
  const [columns, data, schema, rows] = ['columns', 'data', 'schema', 'rows'].map((key) => object.get(key));
  if (Array.isArray(columns) && Array.isArray(data) && (data.length === 0 || Array.isArray(data[0]))) {
    const names = columns.map((name) => (Array.isArray(name) ? name.map(plain).join('.') : plain(name)));
    return { kind: 'rows', path: ['data'], names };
  }
  if (schema instanceof Map && schema.has('fields') && Array.isArray(data)) {
    const key = schema.get('primaryKey');
    const isIndex = Array.isArray(key) && key.length === 1 && key[0] === 'index';
    return { kind: 'rows', path: ['data'], ...(isIndex && { without: 'index' }) };
  }
  const [first] = Array.isArray(rows) ? rows : [];
  return first instanceof Map && first.has('row_idx') ? { kind: 'rows', path: ['rows'] } : null;
}

const plain = (value: JsonValue) =>
  typeof value === 'string' ? value : value instanceof JsonLiteral ? value.source : '';

/** Arrays of rows: all of them where they are alike, else the longest. */
function arraysOfRows(object: JsonObject, isCut: boolean): JsonLayout | null {
  const arrays = [...object].flatMap(([key, value]) =>
    Array.isArray(value) && value.length > 0 && value.every(isRow) ? [{ key, value }] : [],
  );
  const [longest] = arrays.toSorted((a, b) => b.value.length - a.value.length);
  if (!longest) return null;
  // A record with a list of objects among its fields: what else it says would be lost.
  const texts = [...object.values()].filter((own) => typeof own === 'string' && own.length > 100);
  if (texts.length > 0 && longest.value.length < 3) return null;
  if (arrays.length === 1 && (object.size > 1 || !isCut)) return { kind: 'rows', path: [longest.key] };
  const areAlike = arrays.every(({ value }) => isAlike(value[0], longest.value[0]));
  return areAlike ? { kind: 'parts' } : { kind: 'rows', path: [longest.key] };
}

/** Whether two rows have at least half of their names in common. */
function isAlike(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (!(one instanceof Map) || !(other instanceof Map)) return Array.isArray(one) === Array.isArray(other);
  const shared = [...one.keys()].filter((key) => other.has(key)).length;
  return shared * 2 >= Math.max(one.size, other.size);
}

/** Objects with the same names in each: columns by rows (pandas’ own way), or rows by their names (orient="index"). */
function columnsOrKeys(object: JsonObject): JsonLayout | null {
  const members = [...object.values()].filter((own) => own instanceof Map);
  const [first, ...others] = members;
  if (!first || others.length === 0 || members.length < object.size) return null;
  if (!others.slice(0, -1).every((own) => isAlike(own, first))) return null;
  // The last may be cut.
  const last = others.at(-1);
  if (last && ![...last.keys()].every((key) => first.has(key)) && !isAlike(last, first)) return null;
  const [outer, inner] = [countsUp(object), countsUp(first)];
  const isKeyed = outer === inner ? object.size > first.size : outer;
  return isKeyed ? { kind: 'keyed', isCounted: outer } : { kind: 'columns', names: null, isCounted: inner };
}

/** Whether the names of the members are whole numbers. */
const countsUp = (object: JsonObject) => object.size > 0 && [...object.keys()].every((key) => /^\d+$/.test(key));

/** Arrays of single values, as long as each other: columns. Else the texts of each label. */
function lists(object: JsonObject, isCut: boolean): JsonLayout | null {
  const [[, first] = ['', null]] = object;
  // One column fills the beginning.
  if (isCut && object.size === 1) {
    if (first instanceof Map && countsUp(first)) return { kind: 'columns', names: null, isCounted: true };
    if (isListOfValues(first)) return { kind: 'columns', names: null, isCounted: true };
    return null;
  }
  const arrays = [...object].flatMap(([key, own]) => (isListOfValues(own) ? [{ key, length: own.length }] : []));
  const longest = Math.max(0, ...arrays.map(({ length }) => length));
  const full = arrays.filter(({ length }, index) => length === longest || (isCut && index === arrays.length - 1));
  const named = [...object].map(([name, cells]) => ({ name, cells }));
  const areTextsOfEach = !isCut && named.every(({ cells }) => Array.isArray(cells)) && areTextsOfLabels(named);
  if (!areTextsOfEach && longest > 1 && full.length > 1 && (full.length === object.size || longest > 9)) {
    return { kind: 'columns', names: isCut ? null : full.map(({ key }) => key), isCounted: true };
  }
  const areTexts = arrays.length === object.size && arrays.length > 1 && longest > 1;
  return areTexts ? { kind: 'textsOfLabels' } : null;
}

/** Whether lists of one length are the texts of a label each, and no columns: all are of words, and no name is a column’s. */
export function areTextsOfLabels(lists: { name: string; cells: JsonValue }[]): boolean {
  const isOfTexts = (cells: JsonValue) => {
    const texts = Array.isArray(cells) ? cells.filter((cell) => typeof cell === 'string') : [];
    const words = texts.reduce((sum, text) => sum + text.trim().split(/\s+/).length, 0);
    return Array.isArray(cells) && texts.length === cells.length && words >= 3 * texts.length && texts.length > 1;
  };
  const isColumnName = (name: string) =>
    textNameScore(name) > 0 || labelNameScore(name) > 0 || isTechnicalName(name) || /column|text|data/i.test(name);
  return lists.length > 1 && lists.every(({ name, cells }) => !isColumnName(name) && isOfTexts(cells));
}

const isListOfValues = (value: JsonValue): value is JsonValue[] =>
  Array.isArray(value) && value.length > 0 && !value.some(isRow);

/** The longest array of objects at any depth. */
function rowsWithin(object: JsonObject): JsonLayout | null {
  let best: { path: string[]; rows: number } | null = null;
  const look = (own: JsonObject, path: string[]) => {
    for (const [key, value] of own) {
      if (value instanceof Map) look(value, [...path, key]);
      const rows = Array.isArray(value) && value.every((row) => row instanceof Map) ? value.length : 0;
      if (rows > (best?.rows ?? 1)) best = { path: [...path, key], rows };
    }
  };
  look(object, []);
  const found = best as { path: string[]; rows: number } | null;
  return found && { kind: 'rows', path: found.path };
}

/** Whether a value may be a row. */
export const isRow = (value: JsonValue): value is JsonObject | JsonValue[] =>
  value instanceof Map || Array.isArray(value);
