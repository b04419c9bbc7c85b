import { expect, test } from 'vitest';
import { meanOfWindows, windowedSet } from '../../../src/pipeline/textWindows';
import { tinyMultiLabelSet, tinySet } from '../../support/tinyTask';

test('a text’s windows are examples with its labels, and its logits their mean', () => {
  const { set } = tinyMultiLabelSet(3);
  const texts = {
    ids: Int32Array.of(1, 2, 3, 4, 5),
    offsets: Uint32Array.of(0, 1, 2, 4, 5),
    firstWindows: Uint32Array.of(0, 1, 3, 4),
    truncated: 0,
    long: 1,
  };
  const windows = windowedSet(set, texts);
  expect([...(windows.textOf ?? [])]).toEqual([0, 1, 1, 2]);
  expect(windows.texts.offsets).toBe(texts.offsets);
  expect([...windows.set.rows]).toEqual([0, 1, 1, 2]);
  const [a = [], b = [], c = []] = [0, 1, 2].map((row) => [
    ...(set.labelSets?.slice(row * 2, row * 2 + 2) ?? []),
  ]);
  expect([...(windows.set.labelSets ?? [])]).toEqual([...a, ...b, ...b, ...c]);

  const logits = Float32Array.of(1, 2, 3, 4, 5, 8, 7, 0);
  const mean = meanOfWindows(logits, windows.textOf ?? new Uint32Array(), 2);
  expect([...mean]).toEqual([1, 2, 4, 6, 7, 0]);
});

test('without windows a set is left as it is', () => {
  const { set, texts } = tinySet();
  expect(windowedSet(set, texts)).toEqual({ set, texts, textOf: null });
});
