// Broken files made of sound ones, the same for the same seed. How many: HONE_MUTANTS, else some twenty to a hundred a format.

import { expect } from 'vitest';
import { Failure } from '../../src/domain/failures';
import { seededRandom } from '../../src/domain/random';

/** Mutants of each format. */
export const mutantCount = (usual: number) => Number(process.env['HONE_MUTANTS'] ?? usual);
/** Seconds of the processor that reading one may take, on a machine that has other work. */
const budgetSeconds = 10;

type Random = () => number;
const below = (random: Random, end: number) => Math.floor(random() * end);

/** Bytes that mean something to many formats. */
const telling = [0, 1, 9, 10, 13, 32, 34, 39, 44, 48, 58, 91, 92, 93, 123, 125, 127, 128, 255];
const numbers = ['0', '-1', '1e9', '1e308', '-0', '0.5', '4294967296', '9007199254740993', '99999999999999999999'];
const values = ['null', 'true', '""', '[]', '{}', '"__proto__"', '[[[[[]]]]]', '"\\ud800"', ...numbers];

function mutateOnce(bytes: Buffer, random: Random): Buffer {
  const at = below(random, bytes.length + 1);
  const length = 1 + below(random, 2 ** below(random, 12));
  const part = bytes.subarray(at, at + length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + part.length)];
  switch (below(random, 9)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, part, part, after]);
    case 3:
      return Buffer.concat([before, Buffer.from(part.map(() => below(random, 256))), after]);
    case 4:
      return Buffer.concat([before, Buffer.alloc(part.length, telling[below(random, telling.length)]), after]);
    case 5: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << below(random, 8));
      return copy;
    }
    case 6: {
      // A number of four bytes, as lengths and places are.
      const copy = Buffer.from(bytes);
      const value = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff][below(random, 5)] ?? 0;
      if (copy.length >= 4) copy.writeUInt32LE(value, below(random, copy.length - 3));
      return copy;
    }
    case 7:
      return withOtherValue(bytes, random);
    default:
      // A part of it moves elsewhere.
      return Buffer.concat([part, before, after]);
  }
}

/** A text with one of its numbers or strings replaced. */
function withOtherValue(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('latin1');
  const found = [...text.matchAll(/-?\d[\d.]*|"[^"\n]{0,40}"|\btrue\b|\bfalse\b|\bnull\b/g)];
  const { index, 0: old } = found[below(random, found.length)] ?? { index: 0, 0: '' };
  const value = values[below(random, values.length)] ?? '';
  return Buffer.from(`${text.slice(0, index)}${value}${text.slice(index + old.length)}`, 'latin1');
}

const hostileValues: unknown[] = [
  ...[null, true, '', 'x', '__proto__', '\u0000', '\ud800', 'long '.repeat(5000), [], {}, [[]]],
  ...[0, -1, 1, 0.5, 1e9, 1e308, Number.MAX_SAFE_INTEGER],
];

/** A JSON value with one of its values replaced, left out or said twice; those near the root are the likeliest. */
function mutateJson(value: unknown, random: Random): unknown {
  const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  if (isLeaf || random() < 0.1) return hostileValues[below(random, hostileValues.length)];
  if (Array.isArray(value)) {
    const at = below(random, value.length);
    const fate = random();
    if (fate < 0.1) return value.toSpliced(at, 1);
    if (fate < 0.2) return [...value, value[at]];
    return value.with(at, mutateJson(value[at], random));
  }
  const entries = Object.entries(value);
  const [key, own] = entries[below(random, entries.length)] ?? [''];
  if (random() < 0.1) return Object.fromEntries(entries.filter(([name]) => name !== key));
  return { ...value, [key]: mutateJson(own, random) };
}

function jsonMutantOf(sound: Uint8Array, random: Random): Buffer {
  let value: unknown = JSON.parse(Buffer.from(sound).toString('utf8'));
  for (let left = 1 + below(random, 2); left > 0; left--) value = mutateJson(value, random);
  return Buffer.from(JSON.stringify(value));
}

/** A mutant of one of some files. Of JSON, every second is JSON still. */
export function mutantOf(sound: readonly Uint8Array[], seed: number, isJson = false): Uint8Array<ArrayBuffer> {
  const random = seededRandom(seed);
  const chosen = sound[below(random, sound.length)] ?? new Uint8Array();
  if (isJson && seed % 2 === 0) return new Uint8Array(jsonMutantOf(chosen, random));
  let bytes = Buffer.from(chosen);
  for (let left = 1 + below(random, 4); left > 0; left--) bytes = Buffer.from(mutateOnce(bytes, random));
  return new Uint8Array(bytes);
}

/**
 * Reads mutants of some files: what `read` gives must pass its own checks, what it throws must be a Failure that says
 * something, and neither may take long.
 *
 * @returns how many were read, and how many refused
 */
export async function readMutants(
  sound: readonly Uint8Array[],
  count: number,
  read: (bytes: Uint8Array<ArrayBuffer>) => unknown,
  isJson = false,
): Promise<{ taken: number; refused: number }> {
  let [taken, refused] = [0, 0];
  for (let seed = 1; seed <= count; seed++) {
    const started = process.cpuUsage();
    try {
      await read(mutantOf(sound, seed, isJson));
      taken++;
    } catch (error) {
      if (!(error instanceof Failure)) throw new Error(`Mutant ${seed}: not in words`, { cause: error });
      expect(error.message, `mutant ${seed}`).toMatch(/^.{20,}[.!?]$/s);
      refused++;
    }
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1e6, `seconds for mutant ${seed}`).toBeLessThan(budgetSeconds);
  }
  if (process.env['HONE_MUTANTS'])
    console.log(`${expect.getState().currentTestName}: ${taken} read, ${refused} refused`);
  return { taken, refused };
}
