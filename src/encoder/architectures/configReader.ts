// Settings of a Hugging Face config.json, checked as they are read.

import { Failure } from '../../domain/failures';

export class ConfigReader {
  constructor(private readonly json: Readonly<Record<string, unknown>>) {}

  /** A whole number from 1 to `largest`. @throws Failure `ModelBroken` when it is none, or missing without a fallback */
  size(name: string, largest: number, fallback?: number): number {
    const value = this.json[name] ?? fallback;
    if (!Number.isSafeInteger(value) || Number(value) < 1) throw refuse(`no valid ${name}`);
    if (Number(value) > largest) throw refuse(`a ${name} of ${String(value)} (Hone takes up to ${largest})`);
    return Number(value);
  }

  /** A number; the fallback where there is none. */
  number(name: string, fallback: number): number {
    const value = this.json[name];
    return typeof value === 'number' ? value : fallback;
  }

  /** A share of elements to drop, 0 to below 1. @throws Failure `ModelBroken` */
  dropout(name: string, fallback: number): number {
    const value = this.number(name, fallback);
    if (value >= 0 && value < 1) return value;
    throw refuse(`the dropout ${value}`);
  }

  /** A setting that must be off. @throws Failure `ModelBroken` when it is on */
  expectOff(name: string): void {
    if (this.json[name]) throw refuse(`${name}, which Hone does not compute,`);
  }

  /** A list or object of its own format; `undefined` where there is none. */
  value(name: string): unknown {
    return this.json[name] ?? undefined;
  }

  /** @throws Failure `ModelBroken` when positions are not embedded from a table of their own */
  expectEmbeddedPositions(): void {
    const positions = (found: string) => `positions of the kind “${found}”`;
    this.expect('position_embedding_type', 'absolute', positions, 'absolute');
  }

  /** @throws Failure `ModelBroken` when a setting is another than the one that Hone computes */
  expect(name: string, wanted: string, what: (found: string) => string, fallback?: string): void {
    const value = this.json[name] ?? fallback;
    if (value !== wanted) throw refuse(what(String(value)));
  }
}

/** A config.json that Hone has no use for. @param what what is wrong, such as `no valid dim` */
export function refuse(what: string): Failure {
  return new Failure('ModelBroken', `This model can’t be used: ${what} in its config.json.`);
}
