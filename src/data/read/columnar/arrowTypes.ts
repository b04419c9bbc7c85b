// The types of Arrow's columns.

import { Type, type DataType, type Field } from '@uwdata/flechette';
import { uniqueName } from '../../../domain/uniqueName';
import { decimalText, momentText, plain, singleValue, timeText, type ColumnType } from './columnTypes';
import { JsonLiteral, type JsonValue } from '../json/jsonValue';

/** Columns by their names; of equal names, all but the first get a number. */
export function arrowColumns(fields: Field[]): ReadonlyMap<string, ColumnType> {
  const columns = new Map<string, ColumnType>();
  for (const { name, type } of fields) columns.set(uniqueName(name, new Set(columns.keys())), typeOf(type));
  return columns;
}

/** Units in a second by Arrow's TimeUnit. */
const perSecond = [1, 1e3, 1e6, 1e9];

function typeOf(type: DataType): ColumnType {
  switch (type.typeId) {
    case Type.Dictionary:
      return typeOf(type.dictionary);
    case Type.RunEndEncoded:
      return typeOf(type.children[1].type);
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView: {
      const [items] = type.children;
      return { kind: 'list', items: typeOf(items.type) };
    }
    case Type.Struct:
      return { kind: 'record', fields: new Map(type.children.map((own) => [own.name, typeOf(own.type)])) };
    case Type.Map: {
      const entries = type.children[0].type;
      const values = entries.typeId === Type.Struct ? entries.children[1] : undefined;
      return { kind: 'map', values: values ? typeOf(values.type) : plain };
    }
    case Type.Timestamp:
      return whole((value) => momentText(value, perSecond[type.unit] ?? 1));
    case Type.Time:
      return whole((value) => timeText(value, perSecond[type.unit] ?? 1));
    case Type.Date:
      return whole((value) => momentText(value, 1e3));
    case Type.Decimal:
      return whole((value) => new JsonLiteral(decimalText(value, type.scale)));
    case Type.Float:
      return type.precision === singlePrecision ? { kind: 'value', write: singleValue } : plain;
    default:
      return plain;
  }
}

/** Of Arrow's Precision. */
const singlePrecision = 1;

const whole = (write: (value: bigint) => JsonValue): ColumnType => ({
  kind: 'value',
  write: (value) => (typeof value === 'bigint' || typeof value === 'number' ? write(BigInt(value)) : null),
});
