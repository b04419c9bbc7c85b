// Hugging Face's datasets stores labels as numbers, and their names in the metadata of the schema.

import type { ColumnType } from './columnTypes';
import { parseJson, type JsonObject, type JsonValue } from '../json/jsonValue';

/** Columns whose numbers are the names of labels where the metadata says so; `huggingface` is its value under that key. */
export function withClassNames(
  columns: ReadonlyMap<string, ColumnType>,
  huggingface: string | undefined,
): ReadonlyMap<string, ColumnType> {
  const features = memberOf(memberOf(parsed(huggingface), 'info'), 'features');
  return new Map(Array.from(columns, ([name, type]) => [name, named(type, memberOf(features, name))]));
}

function parsed(json: string | undefined): JsonValue {
  try {
    return json === undefined ? null : parseJson(json);
  } catch {
    // Metadata that is no JSON is nobody's.
    return null;
  }
}

const memberOf = (value: JsonValue, name: string): JsonValue =>
  value instanceof Map ? (value.get(name) ?? null) : null;

function named(type: ColumnType, feature: JsonValue): ColumnType {
  const kind = memberOf(feature, '_type');
  const names = memberOf(feature, 'names');
  if (type.kind === 'value' && kind === 'ClassLabel' && Array.isArray(names)) return nameOf(names, type);
  if (type.kind === 'list') {
    const items = Array.isArray(feature) ? (feature[0] ?? null) : memberOf(feature, 'feature');
    return { kind: 'list', items: named(type.items, items) };
  }
  if (type.kind !== 'record' || !(feature instanceof Map)) return type;
  return {
    kind: 'record',
    fields: new Map(Array.from(type.fields, ([name, own]) => [name, named(own, fieldOf(feature, name))])),
  };
}

/** `Sequence` over a record is stored as a record of lists. */
function fieldOf(feature: JsonObject, name: string): JsonValue {
  const inside = feature.get('feature');
  if (typeof feature.get('_type') !== 'string' || !(inside instanceof Map)) return feature.get(name) ?? null;
  return new Map<string, JsonValue>([
    ['_type', 'Sequence'],
    ['feature', inside.get(name) ?? null],
  ]);
}

/** A label without a name, such as -1 for none, stays a number; -1 is nothing. */
function nameOf(names: JsonValue[], { write }: Extract<ColumnType, { kind: 'value' }>): ColumnType {
  return {
    kind: 'value',
    write(value) {
      const index = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : NaN;
      const name = names[index];
      if (typeof name === 'string') return name;
      return index === -1 ? null : write(value);
    },
  };
}
