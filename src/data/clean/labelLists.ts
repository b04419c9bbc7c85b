// Several labels in one cell: with a separator between them, or as a list.

import type { ListSeparator } from '../../domain/labelling';
import { JsonLiteral, NotJson, parseJson, writeJson, type JsonValue } from '../read/json/jsonValue';

/** The labels in one cell, trimmed, none empty. A list is read as JSON, or as Python prints it. */
export function splitLabels(cell: string, separator: ListSeparator): string[] {
  const parts = separator === 'list' ? (listItems(cell) ?? [cell]) : cell.split(separator);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/**
 * The label in a list of one, as `["thanks"]`, and none of an empty list; `null` where a cell is no list or has several. A
 * word in brackets without quotes is its own name.
 */
export function listOfOne(cell: string): string[] | null {
  if (!/^\[.*\]$/s.test(cell)) return null;
  const items = (jsonList(cell) ?? quotedItems(cell.slice(1, -1)))?.map((item) => item.trim());
  return items && items.length <= 1 ? items.filter((item) => item !== '') : null;
}

/**
 * What separates the labels of a cell, where cells seem to hold several.
 *
 * @param cells label cells, none empty
 */
export function guessSeparator(cells: string[]): ListSeparator | null {
  const lists = cells.filter((cell) => /^\[.*\]$/s.test(cell));
  if (lists.length > cells.length / 2) {
    // A list of one in each row is one label a text.
    return lists.some((cell) => splitLabels(cell, 'list').length > 1) ? 'list' : null;
  }
  return ([';', '|', ',', '#'] as const).find((separator) => isSeparator(separator, cells)) ?? null;
}

/** Whether the parts of cells recur: they are then fewer than the cells. */
function isSeparator(separator: ListSeparator, cells: string[]): boolean {
  const split = cells.map((cell) => splitLabels(cell, separator));
  const withSeveral = split.filter((parts) => parts.length > 1);
  if (withSeveral.length < Math.max(2, cells.length / 20)) return false;
  const parts = new Set(split.flat());
  const together = withSeveral.flat().length;
  const alone = new Set(split.filter((own) => own.length === 1).flat());
  const recur = withSeveral.flat().filter((part) => alone.has(part)).length;
  const longest = Math.max(...[...parts].map((part) => part.length));
  // Most parts also stand in other cells: a comma in a label's own name does not do that.
  return longest <= 40 && (recur >= together / 2 || parts.size * 2 <= together);
}

function listItems(cell: string): string[] | null {
  return jsonList(cell) ?? pythonList(cell);
}

function jsonList(cell: string): string[] | null {
  try {
    const value = parseJson(cell);
    return Array.isArray(value) ? value.map(nameOf) : null;
  } catch (error) {
    if (error instanceof NotJson) return null;
    throw error;
  }
}

/** Members of an object that are its name, the likeliest first. */
const nameMembers = ['name', 'label', 'title', 'text', 'value', 'id'];

/** What an item of a list is called: a number as it is written, an object by its name. */
function nameOf(item: JsonValue): string {
  if (item === null) return '';
  if (typeof item === 'string') return item;
  if (item instanceof JsonLiteral) return item.source;
  const names = item instanceof Map ? nameMembers.map((member) => item.get(member)) : [];
  const name = names.find((own) => typeof own === 'string' || own instanceof JsonLiteral);
  return name === undefined ? writeJson(item) : nameOf(name);
}

/** `['a', "it's"]`, as pandas writes a column of lists. */
function pythonList(cell: string): string[] | null {
  const inside = /^[[({](.*)[\])}]$/s.exec(cell)?.[1];
  return inside === undefined ? null : (quotedItems(inside) ?? inside.split(','));
}

function quotedItems(inside: string): string[] | null {
  const quoted = [...inside.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs)];
  if (quoted.length === 0) return null;
  return quoted.map(([, single, double]) => (single ?? double ?? '').replaceAll(/\\(.)/gs, '$1'));
}
