import { expect, test } from 'vitest';
import { planRun } from '../../../src/encoder/planRun';
import type { Device } from '../../../src/tensor/device';
import { createReferenceDevice } from '../../../src/tensor/reference/referenceDevice';
import { sizeOf } from '../../../src/tensor/parameters';
import { tinyBaseModel, tinyRecipe } from '../../support/tinyTask';

const base = tinyBaseModel();
const sizes = {
  tensors: base.tensors,
  classCount: 2,
  task: 'singleLabel' as const,
  tokens: 5000,
  texts: 500,
};

function device(freeElements: number, largestAllocation = Infinity): Device {
  return { ...createReferenceDevice(), kind: 'wasm', freeElements, largestAllocation };
}
const plan = (own: Device, recipe = tinyRecipe({})) => planRun(own, base.config, recipe, sizes);

test('with room enough, the recipe is taken as it is', () => {
  const { shape, notes } = plan(device(Infinity));
  expect(shape.scope).toEqual({ firstLayer: 0, adapters: null, embeddings: true });
  expect(shape.largest.tokens).toBe(1024);
  expect(notes).toEqual([]);
});

test('with less and less room: smaller batches, no embeddings, adapters, and at last a sentence', () => {
  const seen: string[] = [];
  for (let free = 4_000_000; free > 10_000; free *= 0.9) {
    try {
      const { shape, notes } = plan(device(free));
      const { adapters, embeddings } = shape.scope;
      seen.push(`${shape.largest.tokens} ${embeddings} ${adapters !== null} ${notes.length}`);
    } catch (error) {
      expect(error).toMatchObject({ code: 'OutOfMemory' });
      expect(String(error)).toMatch(/needs about .* MB .* Choose a smaller depth/);
      seen.push('refused');
    }
  }
  expect([...new Set(seen)]).toEqual([
    '1024 true false 0',
    '512 true false 0',
    '256 true false 0',
    '128 true false 0',
    '128 false false 1',
    '128 false true 2',
    'refused',
  ]);
});

test('activations that no kernel could bind are not kept', () => {
  const recipe = tinyRecipe({ depth: 'topLayers', topLayers: 1 });
  expect(plan(device(Infinity), recipe).cached).toBe(true);
  const { cached, notes } = plan(device(Infinity, 1000), recipe);
  expect(cached).toBe(false);
  expect(notes).toHaveLength(1);
});

test('a head on more texts than fit says how many do', () => {
  const recipe = tinyRecipe({ depth: 'head' });
  const many = { ...sizes, texts: 3_000_000 };
  expect(() => planRun(device(8_000_000), base.config, recipe, many)).toThrow(
    /of 3,000,000 texts that takes [\d.]+ MB, and [\d.]+ MB are free, enough for about \d+0,000\. Import fewer/,
  );
});

test('frozen weights in 8 bits count a quarter, trained ones four times', () => {
  const fits = (tensors: typeof base.tensors, depth: 'head' | 'whole', free: number) => {
    try {
      const { shape } = planRun(device(free), base.config, tinyRecipe({ depth }), { ...sizes, tensors });
      return shape.largest.tokens === 1024;
    } catch {
      return false;
    }
  };
  const least = (tensors: typeof base.tensors, depth: 'head' | 'whole') => {
    let [low, high] = [0, 2 ** 26];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (fits(tensors, depth, middle)) high = middle;
      else low = middle;
    }
    return high;
  };
  const eightBits = () => ({ values: new Int8Array(), scales: new Float32Array() });
  const packed = new Map([...base.tensors].map(([name, own]) => [name, { ...own, eightBits }]));
  const weights = [...base.tensors.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  expect(least(base.tensors, 'head') - least(packed, 'head')).toBe((weights * 3) / 4);
  expect(least(packed, 'whole')).toBe(least(base.tensors, 'whole'));
});
