// A web page of one file: how its weights are stored, what is written into it, and what the page reads of that.

import { describe, expect, test } from 'vitest';
import { pageFileLimit } from '../../../src/domain/ownPage';
import { compactTensors, tensorBytes } from '../../../src/export/compactWeights';
import { storedTensors } from '../../../src/export/huggingFaceWeights';
import { base64Length, exactnessNote, pageFile, roomiestWeights } from '../../../src/export/pageFile';
import {
  fromFloat32,
  readSafetensors,
  toFloat32,
  writeSafetensors,
  type StoredTensor,
} from '../../../src/tensor/safetensors';
import { scaledTensors } from '../../../src/tensor/scaledTensors';
import { pageOfOneFile } from '../../../tools/build/pageOfOneFile';
import { trainedModel } from '../../support/trainedModel';
import { tinySource } from '../../support/tinyExport';

const matrix = (values: number[], shape: number[]) => fromFloat32(Float32Array.from(values), shape);
const none = { isHead: (name: string) => name === 'head', always8Bits: (name: string) => name === 'pooling' };

async function readBack(tensors: ReadonlyMap<string, StoredTensor>): Promise<Map<string, StoredTensor>> {
  return scaledTensors(readSafetensors(await new Blob(writeSafetensors(tensors)).arrayBuffer()));
}

describe('weights', () => {
  const inBase: StoredTensor = {
    type: 'I8',
    shape: [2, 2],
    bytes: new Uint8Array(Int8Array.from([-127, 5, 9, 127]).buffer),
    scales: matrix([0.5, 0.25], [2, 1]),
  };
  const tensors = new Map([
    ['base', inBase],
    ['trained', matrix([0.1, -0.3333333, 1000, 0.001], [2, 2])],
    ['bias', matrix([0.1234567], [1])],
    ['head', matrix([0.1, 0.2], [1, 2])],
    ['pooling', matrix([0, 100], [1, 2])],
  ]);

  test.each(['single', 'half', 'eightBits'] as const)(
    '%s: 8 bits stay, the rest is as near as it can be',
    async (weights) => {
      const read = await readBack(compactTensors(tensors, weights, none));
      const values = (name: string) => [...toFloat32(read.get(name) ?? inBase)];
      expect([...read.keys()]).toEqual([...tensors.keys()]);
      expect(read.get('base')?.bytes).toEqual(inBase.bytes);
      expect(values('base')).toEqual([-63.5, 2.5, 2.25, 31.75]);
      expect(values('bias')).toEqual([Math.fround(0.1234567)]);
      expect(values('head')).toEqual([0.1, 0.2].map(Math.fround));
      expect(values('pooling')[1]).toBeCloseTo(100, 4);
      expect(read.get('trained')?.type).toBe({ single: 'F32', half: 'F16', eightBits: 'I8' }[weights]);
      const [first = 0, second = 0, third = 0] = values('trained');
      const near = { single: 1e-8, half: 2e-4, eightBits: 0.3333333 / 254 }[weights];
      expect(Math.abs(first - 0.1)).toBeLessThan(near + 1e-8);
      expect(Math.abs(second + 0.3333333)).toBeLessThan(near + 1e-8);
      expect(third).toBeCloseTo(1000, 2);
    },
  );

  test('of a whole model are smaller with each step, and none is missing', async () => {
    const source = tinySource({
      architecture: 'bert',
      pooling: 'firstAndMean',
      labels: ['a', 'b'],
      task: 'singleLabel',
      recipe: { depth: 'whole' },
    });
    const { stored, config, trained, changed, pooling } = source;
    const all = storedTensors(stored, config, trained, changed, pooling);
    const sizes = await Promise.all(
      (['single', 'half', 'eightBits'] as const).map(async (weights) => {
        const compact = compactTensors(all, weights, none);
        expect([...(await readBack(compact)).keys()]).toEqual([...all.keys()]);
        return tensorBytes(compact);
      }),
    );
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });

  test('are as exact as there is room for', () => {
    const sizes = (single: number, half: number, eightBits: number) =>
      roomiestWeights((weights) => ({ single, half, eightBits })[weights]);
    expect(sizes(pageFileLimit, 2, 1)).toBe('single');
    expect(sizes(pageFileLimit + 1, pageFileLimit, 1)).toBe('half');
    expect(sizes(9e8, 8e8, 7e8)).toBe('eightBits');
  });
});

describe('the page', () => {
  const index =
    '<meta content="default-src \'self\'"><link rel="stylesheet" href="page.css" /><h1>%TITLE%</h1>%ABOUT% %NOTE%' +
    '<script src="classifier.js" defer></script>';
  const built = pageOfOneFile(index, 'p{}', 'const a = "</script><!-- %TITLE%";');
  const model = { ...trainedModel(['a', 'b']), name: '<b>%FILES%</b>' };

  test('holds files as base64 that ends with each piece', async () => {
    const bytes = Uint8Array.from({ length: 2 * 3 * 2 ** 20 + 5 }, (_, at) => (at * 7) % 256);
    const html = await (await pageFile(model, built, [{ name: 'w', content: new Blob([bytes]) }])).text();
    const pieces = [...html.matchAll(/data-file="w">([^<]*)</g)].map(([, base64 = '']) =>
      Buffer.from(base64, 'base64'),
    );
    expect(pieces).toHaveLength(3);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    const [, settings = ''] = /data-file="page.json">([^<]*)</.exec(html) ?? [];
    expect(JSON.parse(Buffer.from(settings, 'base64').toString())).toMatchObject({ title: model.name });
    expect(html).toContain('<h1>&lt;b&gt;%FILES%&lt;/b&gt;</h1>');
    expect(base64Length(5)).toBe(Buffer.alloc(5).toString('base64').length);
  });

  test('runs its own program and style, named by their hashes, and can reach nothing', async () => {
    const { createHash } = await import('node:crypto');
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(built) ?? [];
    expect(script).toBe(String.raw`const a = "<\/script><\!-- %TITLE%";`);
    expect(built).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(built).toContain("default-src 'none'");
    expect(built).not.toContain('connect-src');
    expect(() => pageOfOneFile('<html>', '', '')).toThrow('has no');
  });

  test('says how near its answers are', () => {
    const check = { file: 'w', texts: 32, largest: 0.1, sameLabels: 31, largestProbability: 0.0213 };
    expect(exactnessNote(check)).toMatch(/On 31 of 32 test texts .* differ by at most 2\.1 %\.$/);
    expect(exactnessNote({ ...check, sameLabels: 32, largestProbability: 1e-5 })).toMatch(
      /On all 32 .* by less than 0\.1 %/,
    );
    expect(exactnessNote(undefined)).toContain('may differ a little');
  });
});
