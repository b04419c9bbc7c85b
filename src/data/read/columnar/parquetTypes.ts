// The types of a Parquet file's columns.

import type { SchemaElement, SchemaTree } from 'hyparquet';
import { decimalText, plain, plainValue, singleValue, timeText, type ColumnType } from './columnTypes';
import { JsonLiteral } from '../json/jsonValue';

/** Its columns by their names. Decimals are marked in the schema as whole numbers, so that they are read with all digits. */
export const parquetColumns = ({ children }: SchemaTree): ReadonlyMap<string, ColumnType> =>
  new Map(children.map((child) => [child.element.name, typeOf(child)]));

function typeOf(node: SchemaTree): ColumnType {
  const type = withoutRepetition(node);
  return node.element.repetition_type === 'REPEATED' ? { kind: 'list', items: type } : type;
}

function withoutRepetition({ element, children }: SchemaTree): ColumnType {
  const [only, ...others] = children;
  if (!only) return leaf(element);
  const [inner, value] = only.children;
  const isRepeated = only.element.repetition_type === 'REPEATED' && others.length === 0;
  if (element.converted_type === 'MAP' && isRepeated && value) return { kind: 'map', values: typeOf(value) };
  if (element.converted_type === 'LIST' && isRepeated) {
    // Of old, the repeated group is the element itself.
    return { kind: 'list', items: inner && !value ? typeOf(inner) : withoutRepetition(only) };
  }
  return { kind: 'record', fields: new Map(children.map((child) => [child.element.name, typeOf(child)])) };
}

function leaf(element: SchemaElement): ColumnType {
  const { type, logical_type: logical, converted_type: converted, scale = 0 } = element;
  if (converted === 'DECIMAL' && type !== 'BYTE_ARRAY') {
    delete element.converted_type;
    delete element.logical_type;
    return { kind: 'value', write: (value) => decimal(value, scale) };
  }
  const perSecond = timeUnits(element);
  if (perSecond > 0) {
    return {
      kind: 'value',
      write: (value) =>
        typeof value === 'bigint' || typeof value === 'number' ? timeText(BigInt(value), perSecond) : null,
    };
  }
  const isText = converted === 'UTF8' || logical?.type === 'STRING' || converted === 'ENUM' || converted === 'JSON';
  if (type === 'BYTE_ARRAY' && !isText) return { kind: 'value', write: textOfBytes };
  return type === 'FLOAT' ? { kind: 'value', write: singleValue } : plain;
}

/** Units of a time of day in a second; 0 for what is none. */
function timeUnits({ logical_type: logical, converted_type: converted }: SchemaElement): number {
  if (logical?.type === 'TIME') return { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 }[logical.unit];
  if (converted === 'TIME_MILLIS') return 1e3;
  return converted === 'TIME_MICROS' ? 1e6 : 0;
}

function decimal(value: unknown, scale: number): JsonLiteral | null {
  if (typeof value === 'bigint' || typeof value === 'number') return new JsonLiteral(decimalText(BigInt(value), scale));
  if (!(value instanceof Uint8Array) || value.length === 0) return null;
  let units = 0n;
  for (const byte of value) units = (units << 8n) | BigInt(byte);
  return new JsonLiteral(decimalText(BigInt.asIntN(value.length * 8, units), scale));
}

/** Bytes that nobody called a text were decoded as one: what is none, such as a picture, is nothing. */
const textOfBytes = (value: unknown) =>
  typeof value === 'string' && /[\0\uFFFD]/.test(value) ? null : plainValue(value);
