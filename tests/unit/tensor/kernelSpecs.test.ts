// A kernel is its folder in src/tensor/kernels: what must agree there, and that its cases call it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Device } from '../../../src/tensor/device';
import { kernelSpecs } from '../../../src/tensor/kernels/specs';
import { createReferenceDevice } from '../../../src/tensor/reference/referenceDevice';
import { launchWords } from '../../../src/tensor/wasm/launches';
import { launchLength } from '../../../src/tensor/wasm/sizes';
import { casesOf } from '../../support/kernelCases';

const root = 'src/tensor/kernels';
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test('each folder is a kernel with a spec and cases', () => {
  expect([...kernelSpecs.keys()].sort()).toEqual(folders.sort());
  expect(Object.keys(casesOf).sort()).toEqual(folders);
});

/** Name and type of each member of the one class in a kernel's wasm.ts that starts with an opcode. */
function launchClass(kernel: string): string[] {
  const source = readFileSync(`${root}/${kernel}/wasm.ts`, 'utf8');
  const [, members = ''] = /@unmanaged\s+class \w+Launch \{([^}]*)\}/.exec(source) ?? [];
  return [...members.replace(/\/\*.*?\*\//gs, '').matchAll(/(\w+: \w+);/g)].map(([, member = '']) => member);
}

describe.each([...kernelSpecs])('%s', (kernel, { fields }) => {
  test('has its four files', () => {
    for (const file of ['spec', 'reference', 'wgsl', 'wasm']) {
      expect(existsSync(`${root}/${kernel}/${file}.ts`), file).toBe(true);
    }
  });

  test('reads as a launch what its spec packs', () => {
    const words = launchWords(fields, {}, () => 0);
    expect(words.length).toBeLessThan(launchLength);
    expect(launchClass(kernel)).toEqual(['opcode: u32', ...words.map(({ name, type }) => `${name}: ${type}`)]);
  });

  test('is called by its cases', async () => {
    const cases = Object.entries(casesOf).find(([name]) => name === kernel)?.[1] ?? [];
    expect(cases).not.toEqual([]);
    for (const { run } of cases) {
      const called: string[] = [];
      await run(noting(called));
      expect(called).toContain(kernel);
    }
  });
});

/** A reference device that only notes the names of the kernels it is asked for. */
function noting(called: string[]): Device {
  const device = createReferenceDevice();
  return {
    ...device,
    compile: (state, largest, record) =>
      device.compile(state, largest, (kernels) =>
        record(
          new Proxy(kernels, {
            get: (_, name) => () => void called.push(String(name)),
          }),
        ),
      ),
  };
}
