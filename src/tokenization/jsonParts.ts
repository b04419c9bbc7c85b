// Checked reading of a tokenizer.json's parts. What is not exactly as expected is named.

import { Failure } from '../domain/failures';

export type Json = Record<string, unknown>;

/** The part of that name, of that type. */
export function part(file: Json, name: string, type: string): Json {
  const found = object(file[name], name);
  expect(found, name, { type });
  return found;
}

/** Values that must be exactly these. */
export function expect(found: Json, name: string, values: Json): void {
  for (const [key, value] of Object.entries(values)) {
    if (found[key] !== value) {
      throw broken(`${name}.${key} is ${shown(found[key])}, and only ${shown(value)} is supported`);
    }
  }
}

/** Settings that must be off, or absent. */
export function expectOff(found: Json, name: string, keys: string[]): void {
  for (const key of keys) {
    const value = found[key] ?? false;
    if (value !== false && value !== '') {
      throw broken(`${name}.${key} is ${shown(value)}, which is not supported`);
    }
  }
}

export function object(json: unknown, name: string): Json {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json;
  throw broken(`${name} is ${shown(json)} instead of an object`);
}

export function list(json: unknown, name: string): unknown[] {
  if (Array.isArray(json)) return json;
  throw broken(`${name} is ${shown(json)} instead of a list`);
}

export function text(json: unknown, name: string): string {
  if (typeof json === 'string') return json;
  throw broken(`${name} is ${shown(json)} instead of a text`);
}

export function flag(json: unknown, name: string): boolean {
  if (typeof json === 'boolean') return json;
  throw broken(`${name} is ${shown(json)} instead of true or false`);
}

export function integer(json: unknown, name: string, max: number): number {
  if (Number.isInteger(json) && Number(json) >= 1 && Number(json) <= max) return Number(json);
  throw broken(`${name} is ${shown(json)} instead of a number from 1 to ${max}`);
}

export function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 60);
}

export function broken(what: string): Failure {
  return new Failure(
    'ModelBroken',
    `This model's tokenizer cannot be used: ${what}. Choose a model of the BERT family, or download it again.`,
  );
}
