// One record of JSON as the cells of one or several rows: objects in it become columns with a dot in their name, and what
// labelling programs write around a text and its label is taken off.

import { JsonLiteral, type JsonObject, type JsonValue } from './jsonValue';

/** The cells of a row by their columns. */
export type RecordCells = [column: string, cell: JsonValue][];

export interface RecordRow {
  cells: RecordCells;
  /** Whether a cell was shortened by the program that wrote the file. */
  isShortened: boolean;
  /** Whether the file says that the label was rejected or passed over. */
  isRejected: boolean;
}

const plain = { isShortened: false, isRejected: false };

/** More members are not columns of their own: they are one cell. */
const mostMembers = 100;

/** The rows of an object or array: one, but of a task that several people labelled one each. */
export function recordRows(value: JsonObject | JsonValue[]): RecordRow[] {
  if (Array.isArray(value)) return [{ ...plain, cells: value.flatMap(elementCells) }];
  const row = value.get('row');
  if (row instanceof Map && value.has('row_idx')) {
    const shortened = value.get('truncated_cells');
    return [{ ...plain, cells: cellsOf(row), isShortened: Array.isArray(shortened) && shortened.length > 0 }];
  }
  const answer = value.get('answer');
  const isRejected = (answer === 'reject' || answer === 'ignore') && isOfProdigy(value);
  const ofTask = value.has('data') ? labelStudioTask(value) : null;
  if (ofTask) return ofTask.map((cells) => ({ ...plain, cells, isRejected }));
  return [{ cells: cellsOf(value), isShortened: false, isRejected }];
}

const isOfProdigy = (value: JsonObject) =>
  value.has('_view_id') || value.has('_input_hash') || value.has('_task_hash') || value.has('text');

/** Elements are numbered; spaCy’s `["a text", {"cats": …}]` names the second itself. */
function elementCells(element: JsonValue, index: number): RecordCells {
  if (element instanceof Map && element.has('cats')) return cellsOf(element);
  const cells: RecordCells = [];
  flatten(`Column ${index + 1}`, element, cells);
  return cells;
}

function cellsOf(members: JsonObject): RecordCells {
  const cells: RecordCells = [];
  for (const [key, value] of members) flatten(key.trim() || 'Column', value, cells);
  return cells;
}

/** Adds a value’s cells: one, or those of its members. A file has millions, so no lists are made of them. */
function flatten(column: string, value: JsonValue, cells: RecordCells): void {
  if (!(value instanceof Map)) return void cells.push([column, value]);
  const chosen = column.split('.').at(-1) === 'cats' ? chosenCategories(value) : null;
  if (chosen || value.size > mostMembers) return void cells.push([column, chosen ?? value]);
  for (const [key, own] of value) flatten(`${column}.${key.trim()}`, own, cells);
}

/** The names of spaCy’s categories with a 1; `null` where a value is neither 1 nor 0. */
function chosenCategories(categories: JsonObject): JsonValue[] | null {
  const chosen: JsonValue[] = [];
  for (const [name, value] of categories) {
    if (!(value instanceof JsonLiteral)) return null;
    const number = value.source === 'true' ? 1 : value.source === 'false' ? 0 : Number(value.source);
    if (number !== 0 && number !== 1) return null;
    if (number === 1) chosen.push(name);
  }
  return categories.size > 0 ? chosen : null;
}

/** Label Studio’s full export: a row each annotation that was not cancelled, as its short export and its CSV have them. */
function labelStudioTask(task: JsonObject): RecordCells[] | null {
  const data = task.get('data');
  const annotations = task.get('annotations') ?? task.get('completions');
  if (!(data instanceof Map) || !Array.isArray(annotations)) return null;
  const id = task.get('id');
  const shared: RecordCells = [...cellsOf(data), ...(id === undefined ? [] : [['id', id] as RecordCells[number]])];
  const rows = annotations
    .filter((own) => own instanceof Map)
    .filter((own) => !isTrue(own.get('was_cancelled')))
    .map((own): RecordCells => [...shared, ...choicesOf(own)]);
  return rows.length > 0 ? rows : [shared];
}

const isTrue = (value: JsonValue | undefined) => value instanceof JsonLiteral && value.source === 'true';

/** What was chosen, by the name of the question. */
function choicesOf(annotation: JsonObject): RecordCells {
  const results = annotation.get('result');
  if (!Array.isArray(results)) return [];
  return results.flatMap((result): RecordCells => {
    if (!(result instanceof Map)) return [];
    const name = result.get('from_name');
    const value = result.get('value');
    if (typeof name !== 'string' || !(value instanceof Map)) return [];
    const chosen = value.get('choices') ?? value.get('rating') ?? value.get('number') ?? value.get('taxonomy');
    return chosen === undefined ? [] : [[name, chosen]];
  });
}
