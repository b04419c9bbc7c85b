// Values of columns that have types (Parquet, Arrow) as JSON has them: so they become cells by the same rules.

import { JsonLiteral, type JsonObject, type JsonValue } from '../json/jsonValue';

export type ColumnType =
  /** @param value neither `null` nor `undefined` */
  | { kind: 'value'; write: (value: unknown) => JsonValue }
  | { kind: 'list'; items: ColumnType }
  | { kind: 'map'; values: ColumnType }
  | { kind: 'record'; fields: Map<string, ColumnType> };

/** A value of a column; one of a record without a value has its fields all the same, so that they are columns. */
export function jsonOf(value: unknown, type: ColumnType): JsonValue {
  if (type.kind === 'record') {
    return new Map(Array.from(type.fields, ([name, own]) => [name, jsonOf(memberOf(value, name), own)]));
  }
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'value':
      return type.write(value);
    case 'list':
      return isIterable(value) ? Array.from(value, (item) => jsonOf(item, type.items)) : null;
    case 'map': {
      const entries: Iterable<[unknown, unknown]> = value instanceof Map ? value : Object.entries(value);
      return new Map(Array.from(entries, ([key, own]) => [String(key), jsonOf(own, type.values)]));
    }
    default:
      return type satisfies never;
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : null;

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;

/** Of a type of which nothing more is known. */
export const plain: ColumnType = { kind: 'value', write: plainValue };

/** A value by what it is in JavaScript; NaN is nothing. */
export function plainValue(value: unknown): JsonValue {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isNaN(value) ? null : new JsonLiteral(String(value));
  if (typeof value === 'bigint' || typeof value === 'boolean') return new JsonLiteral(String(value));
  if (value instanceof Uint8Array) return bytesValue(value);
  if (value instanceof Date) return momentText(BigInt(value.getTime()), 1000);
  if (isIterable(value))
    return Array.from(value, (own) => (own === null || own === undefined ? null : plainValue(own)));
  return null;
}

/** Bytes that are a text; others, such as those of pictures, are nothing. */
function bytesValue(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** A number in single precision, in as few digits as tell it from its neighbours. */
export function singleValue(value: unknown): JsonValue {
  if (typeof value !== 'number' || !Number.isFinite(value)) return plainValue(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return plainValue(short);
  }
  return plainValue(value);
}

/** A whole number of units, of which `10 ** scale` are one. */
export function decimalText(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const [whole, rest] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)];
  return (units < 0n ? '-' : '') + whole + (scale > 0 ? `.${rest}` : '');
}

/** A moment in UTC as `2024-02-29 13:05:00`, without a time at midnight; beyond what a calendar has, the number. */
export function momentText(value: bigint, unitsPerSecond: number): string {
  const units = BigInt(unitsPerSecond);
  const part = ((value % units) + units) % units;
  const date = new Date(Number((value - part) / units) * 1000);
  if (Number.isNaN(date.getTime())) return String(value);
  const [day = '', time = ''] = date.toISOString().split(/[T.]/);
  const fraction = fractionText(part, unitsPerSecond);
  return time === '00:00:00' && fraction === '' ? day : `${day} ${time}${fraction}`;
}

/** A time of day. */
export function timeText(value: bigint, unitsPerSecond: number): string {
  const units = BigInt(unitsPerSecond);
  const time = new Date(Number(value / units) * 1000);
  if (Number.isNaN(time.getTime())) return String(value);
  return time.toISOString().slice(11, 19) + fractionText(value % units, unitsPerSecond);
}

const fractionText = (part: bigint, unitsPerSecond: number) =>
  part === 0n
    ? ''
    : `.${String(part)
        .padStart(String(unitsPerSecond).length - 1, '0')
        .replace(/0+$/, '')}`;

/** A row: its values by the names of the columns. */
export function recordOf(columns: ReadonlyMap<string, ColumnType>, valueAt: (column: number) => unknown): JsonObject {
  let column = 0;
  const record: JsonObject = new Map();
  for (const [name, type] of columns) record.set(name, jsonOf(valueAt(column++), type));
  return record;
}
