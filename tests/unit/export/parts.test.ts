import { describe, expect, test } from 'vitest';
import { exportParts, type ExportPart } from '../../../src/domain/exportParts';
import { defaultRecipe, targetModuleChoices } from '../../../src/domain/recipe';
import { loraTensors } from '../../../src/export/adapterFiles';
import { writeBlob } from '../../../src/export/archive';
import { inHalfPrecision } from '../../../src/export/huggingFaceWeights';
import { pageFileBytes, partBytes } from '../../../src/export/partSizes';
import { rowsLine } from '../../../src/export/trainingFiles';
import { adapterFiles } from '../../../src/pipeline/export/adapterPart';
import { huggingFaceFiles } from '../../../src/pipeline/export/huggingFacePart';
import { onnxFiles, quantizedOnnxFiles } from '../../../src/pipeline/export/onnxPart';
import { lazyTensor, toFloat32 } from '../../../src/tensor/safetensors';
import { tinySource, type TinyRun } from '../../support/tinyExport';

describe('half precision', () => {
  const half = (value: number) =>
    inHalfPrecision(new Map([['w', lazyTensor([1], () => Float32Array.of(value))]])).get('w');

  test('rounds, up to its largest number', () => {
    for (const [value, rounded] of [
      [1 / 3, 0.333251953125],
      [65504, 65504],
      [1e-8, 0],
    ] as const) {
      const tensor = half(value);
      expect(tensor && [...toFloat32(tensor)]).toEqual([rounded]);
    }
  });

  test('is refused in words where a weight is beyond it', () => {
    for (const value of [70_000, -1e9, NaN, Infinity]) {
      expect(() => half(value)?.bytes).toThrowError(/“w” has .*single precision/);
    }
  });
});

test('a row of rows.csv may hold anything', () => {
  const row = { text: 'a "b",\nc', labels: ['x,"y"'], split: 1 };
  expect(rowsLine(row, false)).toBe('"a ""b"",\nc","x,""y""",validation\r\n');
  expect(rowsLine({ ...row, labels: [] }, true)).toBe('"a ""b"",\nc","[]",validation\r\n');
});

test('a file is handed over in stretches, and can be stopped between them', async () => {
  const stretch = new Uint8Array(9 * 2 ** 20).fill(1);
  let made = 0;
  const parts = function* () {
    for (; made < 8; made++) yield stretch;
  };
  const seen: number[] = [];
  const stop = (done: number) => {
    seen.push(done / stretch.length);
    if (done > 3 * stretch.length) throw new Error('stopped');
  };
  await expect(writeBlob(parts(), stop)).rejects.toThrowError('stopped');
  expect(seen).toEqual([2, 4]);
  expect(made).toBe(3);
  const whole = await writeBlob([stretch, Uint8Array.of(2)]);
  expect(whole.size).toBe(stretch.length + 1);
});

describe('the size that is shown beforehand', () => {
  const run: TinyRun = {
    architecture: 'bert',
    pooling: 'firstAndMean',
    labels: ['a', 'b', 'c'],
    task: 'singleLabel',
    recipe: { depth: 'whole' },
  };
  const source = tinySource(run);
  const { model, config, pooling, stored } = source;
  const weightBytes = [...stored.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  const facts = { config, pooling, recipe: model.recipe, classCount: 3, weightBytes, tokenizerBytes: 0, rowBytes: 9 };
  const files = {
    huggingFace: huggingFaceFiles,
    onnx: onnxFiles,
    onnxQuantized: quantizedOnnxFiles,
  };

  test('weights in half precision stay so in single precision, and those of 8 bits become it', () => {
    const recipe = { ...model.recipe, depth: 'head' as const };
    const sizeFrom = (bits: number) =>
      partBytes('huggingFace', { ...facts, recipe, weightBytes: (weightBytes / 32) * bits }).bytes;
    expect(sizeFrom(8)).toBe(sizeFrom(32));
    expect(sizeFrom(16)).toBeLessThan(0.7 * sizeFrom(32));
  });

  test.each(Object.entries({ ...files, adapter: adapterFiles }))('%s', (part, write) => {
    const written = write(source)
      .flatMap(({ content }) => (typeof content === 'string' || content instanceof Blob ? [] : [...content]))
      .reduce((sum, { length }) => sum + length, 0);
    const { bytes } = partBytes(part as ExportPart, facts);
    // Names, headers and nodes are not counted; in a model this small they show.
    expect(bytes).toBeLessThanOrEqual(written);
    expect(bytes).toBeGreaterThan(written - 30_000);
  });

  test.each(targetModuleChoices)('an adapter on %s is as large as it is written', (targetModules) => {
    for (const depth of ['whole', 'topLayers'] as const) {
      const own = tinySource({ ...run, recipe: { depth, targetModules, topLayers: 1 } });
      const written = [...loraTensors(own).values()].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
      const { bytes } = partBytes('adapter', { ...facts, recipe: own.model.recipe });
      expect(bytes, depth).toBe(written);
    }
  });

  test('half precision takes half, whatever was trained', () => {
    const { bytes, halfBytes } = partBytes('huggingFace', facts);
    expect(halfBytes).toBe(bytes / 2);
    const head = partBytes('huggingFace', { ...facts, recipe: { ...defaultRecipe } });
    expect(head).toEqual({ bytes, halfBytes });
  });

  test('the tokenizer of a multilingual model counts wherever it comes along', () => {
    const own = { ...facts, tokenizerBytes: 17_000_000 };
    for (const part of ['huggingFace', 'onnx', 'onnxQuantized', 'ownPage'] as const) {
      expect(partBytes(part, own).bytes - partBytes(part, facts).bytes, part).toBe(17_000_000);
    }
  });

  test('a page of one file is smaller the fewer bits its weights have', () => {
    const sizes = (['single', 'half', 'eightBits'] as const).map((weights) => pageFileBytes(facts, weights));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    // 8 bits that were there before stay, whatever room there is for what was trained.
    const own = { ...facts, weightBytes: weightBytes / 4, recipe: { ...model.recipe, depth: 'head' as const } };
    expect(pageFileBytes(own, 'single')).toBe(pageFileBytes(own, 'eightBits'));
  });

  test('every part has one', () => {
    for (const part of exportParts) expect(partBytes(part, facts).bytes).toBeGreaterThan(0);
  });
});
