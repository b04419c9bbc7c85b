// What the arguments of a kernel can be. A spec lists them by name; from the list come their types (`ArgumentsOf`), the
// words of a launch (wasm/launches.ts) and the constants and bindings of a shader (webgpu/kernelSource.ts).

import type { View } from '../device';
import type { Activation, Dropout, Rows } from './kernels';

/** What a field of each kind is given. */
interface Values {
  rows: Rows;
  integer: number;
  integers: readonly number[];
  float: number;
  view: View;
  dropout: Dropout;
  activation: Activation;
}

interface Optional {
  readonly optional?: true;
}

export interface ViewField extends Optional {
  readonly kind: 'view';
  readonly elements: 'f32' | 'u32';
  /** Whether the kernel writes it. */
  readonly writes: boolean;
  /** Whether the kernel needs to know its length. */
  readonly sized?: true;
}

export interface IntegersField extends Optional {
  readonly kind: 'integers';
  /** How many there are at most. */
  readonly count: number;
}

export interface FloatField extends Optional {
  readonly kind: 'float';
  /** What an absent one is. */
  readonly absent?: number;
}

interface PlainField extends Optional {
  readonly kind: 'rows' | 'integer' | 'dropout' | 'activation';
}

export interface GroupField extends Optional {
  readonly kind: 'group';
  readonly fields: Fields;
}

type SingleField = ViewField | IntegersField | FloatField | PlainField;
export type Field = SingleField | GroupField;
export type Fields = Readonly<Record<string, Field>>;

/** The batch's tokens or its texts. */
export const rows = { kind: 'rows' } as const;
/** A whole number of 0 or more. */
export const integer = { kind: 'integer' } as const;
export const float = { kind: 'float' } as const;
export const dropout = { kind: 'dropout' } as const;
export const activation = { kind: 'activation' } as const;

/** A number that is `absent` where it is not given. */
export const floatOr = <const Absent extends number>(absent: Absent) =>
  ({ kind: 'float', optional: true, absent }) as const;

/** Whole numbers, `count` at most; the kernel for the processor reads 0 for those that are missing. */
export const integers = (count: number) => ({ kind: 'integers', count }) as const;

/** A view that the kernel reads. */
export const input = (elements: 'f32' | 'u32' = 'f32') => ({ kind: 'view', elements, writes: false }) as const;

/** A view that the kernel writes, and may read. */
export const output = (elements: 'f32' | 'u32' = 'f32') => ({ kind: 'view', elements, writes: true }) as const;

/** A view whose length the kernel needs to know. */
export const sized = <View extends ViewField>(field: View) => ({ ...field, sized: true }) as const;

/** A field that may be absent. */
export const optional = <Some extends Field>(field: Some) => ({ ...field, optional: true }) as const;

/** Fields that come together, as an object. */
export const group = <const Some extends Fields>(fields: Some) => ({ kind: 'group', fields }) as const;

type ValueOf<Some extends Field> = Some extends {
  kind: 'group';
  fields: infer Inner extends Fields;
}
  ? ArgumentsOf<Inner>
  : Some['kind'] extends keyof Values
    ? Values[Some['kind']]
    : never;

/** The arguments that fit a spec's fields. */
export type ArgumentsOf<Some extends Fields> = {
  [Name in keyof Some as Some[Name] extends { optional: true } ? never : Name]: ValueOf<Some[Name]>;
} & {
  [Name in keyof Some as Some[Name] extends { optional: true } ? Name : never]?: ValueOf<Some[Name]>;
};

export type Argument = Values[keyof Values] | Arguments | undefined;
/** Arguments of any kernel. */
export interface Arguments {
  readonly [name: string]: Argument;
}

/** A field that is no group, and what it was given; `undefined` where it is absent. */
export type BoundField =
  | { kind: 'view'; name: string; field: ViewField; value: View | undefined }
  | { kind: 'integers'; name: string; field: IntegersField; value: readonly number[] | undefined }
  | { kind: 'float'; name: string; field: FloatField; value: number | undefined }
  | { kind: 'integer'; name: string; field: PlainField; value: number | undefined }
  | { kind: 'rows'; name: string; field: PlainField; value: Rows | undefined }
  | { kind: 'dropout'; name: string; field: PlainField; value: Dropout | undefined }
  | { kind: 'activation'; name: string; field: PlainField; value: Activation | undefined };

/**
 * Fields and their values in the spec's order. Those of groups stand for themselves, named after both: `left` of the
 * group `lowRank` is `lowRankLeft`.
 */
export function boundFields(fields: Fields, args: Arguments = {}, prefix = ''): BoundField[] {
  return Object.entries(fields).flatMap(([own, field]) => {
    const name = prefix === '' ? own : prefix + own.charAt(0).toUpperCase() + own.slice(1);
    const value = args[own];
    if (field.kind !== 'group') return [boundField(name, field, value)];
    return boundFields(field.fields, isGroup(value) ? value : {}, name);
  });
}

function boundField(name: string, field: SingleField, value: Argument): BoundField {
  switch (field.kind) {
    case 'view':
      return { kind: 'view', name, field, value: isView(value) ? value : undefined };
    case 'integers':
      return { kind: 'integers', name, field, value: isList(value) ? value : undefined };
    case 'float':
      return { kind: 'float', name, field, value: isNumber(value) ? value : undefined };
    case 'integer':
      return { kind: 'integer', name, field, value: isNumber(value) ? value : undefined };
    case 'rows':
      return { kind: 'rows', name, field, value: isRows(value) ? value : undefined };
    case 'dropout':
      return { kind: 'dropout', name, field, value: isDropout(value) ? value : undefined };
    case 'activation':
      return { kind: 'activation', name, field, value: isActivation(value) ? value : undefined };
    default:
      return field satisfies never;
  }
}

const isNumber = (value: Argument): value is number => typeof value === 'number';
const isList = (value: Argument): value is readonly number[] => Array.isArray(value);
const isRows = (value: Argument): value is Rows => value === 'tokens' || value === 'texts';
const isActivation = (value: Argument): value is Activation => typeof value === 'string' && !isRows(value);
const isObject = (value: Argument): value is View | Dropout | Arguments => typeof value === 'object' && !isList(value);
const isView = (value: Argument): value is View => isObject(value) && 'allocation' in value;
const isDropout = (value: Argument): value is Dropout => isObject(value) && 'site' in value;
const isGroup = (value: Argument): value is Arguments => isObject(value) && !isView(value) && !isDropout(value);
