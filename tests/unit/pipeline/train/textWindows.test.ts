import { expect, test } from 'vitest';
import type { Predictor } from '../../../../src/inference/examples';
import { meanOfWindows } from '../../../../src/inference/windows';
import { windowedSet } from '../../../../src/pipeline/train/textWindows';
import { validate } from '../../../../src/pipeline/train/validate';
import { splitNames } from '../../../../src/domain/splitNames';
import { tinyMultiLabelSet, tinySet } from '../../../support/tinyTask';

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
  const [a = [], b = [], c = []] = [0, 1, 2].map((row) => [...set.targets.slice(row * 2, row * 2 + 2)]);
  expect([...windows.set.targets]).toEqual([...a, ...b, ...b, ...c]);

  const logits = Float32Array.of(1, 2, 3, 4, 5, 8, 7, 0);
  const mean = meanOfWindows(logits, windows.textOf ?? new Uint32Array(), 2);
  expect([...mean]).toEqual([1, 2, 4, 6, 7, 0]);
});

test('without windows a set is left as it is', () => {
  const { set, texts } = tinySet();
  expect(windowedSet(set, texts)).toEqual({ set, texts, textOf: null });
});

/** A classifier whose logits are made up, of each text in a batch by its own token. */
function answering(byToken: Record<number, [number, number]>): Predictor {
  let answers: number[] = [];
  return {
    shape: { classCount: 2, largest: { tokens: 4, texts: 4 } },
    run(_, { batch }) {
      answers = Array.from(batch.ids).flatMap((id) => byToken[id] ?? []);
    },
    readLogits: () => Promise.resolve(Float32Array.from(answers)),
  };
}

test('validation evaluates texts: many windows of one count no more than another’s one', async () => {
  const { set } = tinySet(3);
  const validated = { ...set, splits: new Uint8Array(3).fill(splitNames.indexOf('validation')) };
  // The first text has five windows of one token: one is right by far, the others are a little wrong.
  const texts = {
    ids: Int32Array.of(1, 2, 2, 2, 2, 3, 4),
    offsets: Uint32Array.from({ length: 8 }, (_, start) => start),
    firstWindows: Uint32Array.of(0, 5, 6, 7),
    truncated: 0,
  };
  const predictor = answering({ 1: [9, 0], 2: [0, 1], 3: [0, 5], 4: [5, 0] });
  const windows = windowedSet(validated, texts);
  const byText = await validate(predictor, { ...windows, cache: 'none' });
  expect(byText).toMatchObject({ macroF1: 1, rows: 3 });
  const lossOf = (margin: number) => Math.log1p(Math.exp(-margin));
  expect(byText.loss).toBeCloseTo((lossOf(1) + 2 * lossOf(5)) / 3, 6);

  const byWindow = await validate(predictor, { ...windows, textOf: null, cache: 'none' });
  expect(byWindow.rows).toBe(7);
  expect(byWindow.macroF1).toBeLessThan(0.5);
});

test('between two batches the one who waits is heard, and can stop it', async () => {
  const { set, texts } = tinySet(3);
  const validated = { ...set, splits: new Uint8Array(3).fill(splitNames.indexOf('validation')) };
  let batches = 0;
  const predictor: Predictor = {
    shape: { classCount: 2, largest: { tokens: 1, texts: 1 } },
    run: () => void batches++,
    readLogits: () => Promise.resolve(new Float32Array(2)),
  };
  const stopAtSecond = () =>
    batches === 1 ? Promise.reject(new DOMException('Stopped.', 'AbortError')) : Promise.resolve();
  const evaluated = validate(predictor, { ...windowedSet(validated, texts), cache: 'none' }, { breathe: stopAtSecond });
  await expect(evaluated).rejects.toMatchObject({ name: 'AbortError' });
  expect(batches).toBe(1);
});
