import { expect, test } from 'vitest';
import { catalogue } from '../../../src/domain/catalogue';
import { defaultDepth } from '../../../src/domain/defaultDepth';
import type { Depth } from '../../../src/domain/recipe';

const taking = (head: number | null, topLayers: number | null, whole: number | null) =>
  Object.entries({ head, topLayers, whole }).map(([depth, seconds]) => ({ depth: depth as Depth, seconds, notes: [] }));

test('the deepest depth that is quick enough; before anything is measured, none', () => {
  expect(defaultDepth('all-MiniLM-L6-v2', false, taking(4, 40, 4000))).toBe('topLayers');
  expect(defaultDepth('all-MiniLM-L6-v2', false, taking(400, 800, null))).toBeUndefined();
  expect(defaultDepth('a model from disk', false, [])).toBeUndefined();
});

test('a raw masked language model never gets the head where a deeper depth fits, however long that takes', () => {
  for (const { id } of catalogue.filter(({ learned }) => learned === 'masked')) {
    expect(defaultDepth(id, false, [])).toBe('topLayers');
    expect(defaultDepth(id, false, taking(4, 400, 4000))).toBe('topLayers');
    expect(defaultDepth(id, false, taking(4, 40, 100))).toBe('whole');
    expect(defaultDepth(id, false, taking(4, null, null))).toBe('head');
  }
});

test('of a model that is best with its head, or was taken for it, the head', () => {
  expect(defaultDepth('e5-small-v2', false, taking(4, 5, 6))).toBe('head');
  expect(defaultDepth('all-MiniLM-L6-v2', true, taking(4, 5, 6))).toBe('head');
});
