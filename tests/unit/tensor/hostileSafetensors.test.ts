// Any bytes at all: a sound file is read, anything else refused in words; never another error, never a wrong tensor.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failures';
import { fromFloat32, readSafetensors, writeSafetensors, type StoredTensor } from '../../../src/tensor/safetensors';

const fixture = new URL('../../fixtures/safetensors-verdicts.json', import.meta.url);
const verdicts = JSON.parse(readFileSync(fixture, 'utf8')) as {
  file: string;
  tensors: [string, string, number[]][] | null;
}[];

/** What was read, or `null` when it was refused. Anything but a Failure is let through. */
function read(bytes: Uint8Array): Map<string, StoredTensor> | null {
  try {
    return readSafetensors(new Uint8Array(bytes).buffer);
  } catch (error) {
    if (error instanceof Failure && error.code === 'ModelBroken') return null;
    throw error;
  }
}

test('takes only what Python’s safetensors takes, with the same tensors', () => {
  let [taken, stricter] = [0, 0];
  for (const { file, tensors } of verdicts) {
    const own = read(Buffer.from(file, 'base64'));
    if (!own) {
      if (tensors) stricter++;
      continue;
    }
    taken++;
    const found = [...own].map(([name, { type, shape }]) => [name, type, shape]);
    expect(found.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual(tensors);
  }
  expect(taken).toBeGreaterThan(70);
  // A file too short for one tensor, such as one with an empty header, is of no use here.
  expect(stricter).toBeLessThanOrEqual(8);
});

const tensor = fc.record({
  dtype: fc.constantFrom('F32', 'F16', 'BF16', 'I64', 'U8', 'nothing'),
  shape: fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 3 }),
  data_offsets: fc.array(fc.integer({ min: -2, max: 40 }), { minLength: 1, maxLength: 3 }),
});
const anyHeader = fc.oneof(
  fc.dictionary(fc.string({ maxLength: 6 }), tensor, { maxKeys: 4 }).map((h) => JSON.stringify(h)),
  fc.json(),
  fc.string(),
);

test('headers made up, of any length said', () => {
  fc.assert(
    fc.property(
      anyHeader,
      fc.uint8Array({ maxLength: 64 }),
      fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
      (header, data, length) => {
        const text = new TextEncoder().encode(header);
        const bytes = new Uint8Array(8 + text.length + data.length);
        new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
        bytes.set(text, 8);
        bytes.set(data, 8 + text.length);
        const own = read(bytes);
        const covered = [...(own?.values() ?? [])].reduce((sum, t) => sum + t.bytes.length, 0);
        if (own) expect(covered).toBe(data.length);
      },
    ),
    { numRuns: 2000, seed: 1 },
  );
});

test('any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void read(bytes)),
    { numRuns: 2000, seed: 2 },
  );
});

test('names that every object has are written and read', () => {
  const names = ['__proto__', 'constructor', 'toString', ''];
  const tensors = new Map(names.map((name, index) => [name, fromFloat32(Float32Array.of(index), [1])]));
  const own = read(Buffer.concat(writeSafetensors(tensors)));
  expect([...(own?.keys() ?? [])].sort()).toEqual(names.sort());
});
