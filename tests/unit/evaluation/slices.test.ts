import { expect, test } from 'vitest';
import { macroF1Of, measureSlices, wilsonInterval } from '../../../src/evaluation/slices';
import type { TestedIndex } from '../../../src/evaluation/testedRowIndex';
import outside from '../../fixtures/slices.json';

const { classes } = outside;
const allOf = (rows: number) => Uint32Array.from({ length: rows }, (_, row) => row);

function indexOf(trueIds: number[], predictedIds: number[]): TestedIndex {
  return {
    task: 'singleLabel',
    targets: Uint16Array.from(trueIds),
    answers: Uint16Array.from(predictedIds),
    right: Uint8Array.from(trueIds, (id, row) => Number(id === predictedIds[row])),
    confidence: new Float32Array(trueIds.length),
  };
}

test('intervals as SciPy computes them', () => {
  for (const { hits, rows, low, high } of outside.wilson) {
    const [ownLow, ownHigh] = wilsonInterval(hits, rows);
    expect(ownLow).toBeCloseTo(low, 9);
    expect(ownHigh).toBeCloseTo(high, 9);
  }
  expect(wilsonInterval(0, 0)).toEqual([0, 1]);
});

test('accuracy and macro F1 of a part as scikit-learn computes them', () => {
  for (const { true: own, predicted, accuracy, macroF1 } of outside.single) {
    const index = indexOf(own, predicted);
    const groups = [{ value: 'all', indices: allOf(own.length) }];
    const [slice] = measureSlices(index, classes, [{ by: 'x', groups }]);
    expect(slice?.accuracy).toBeCloseTo(accuracy, 9);
    expect(slice?.macroF1).toBeCloseTo(macroF1, 9);
  }
  for (const { true: own, given, macroF1 } of outside.several) {
    const index: TestedIndex = {
      task: 'multiLabel',
      targets: Uint8Array.from(own),
      answers: Uint8Array.from(given),
      right: new Uint8Array(),
      confidence: new Float32Array(),
    };
    const rows = allOf(own.length / classes);
    expect(macroF1Of(index, classes, rows)).toBeCloseTo(macroF1, 9);
  }
});

test('the worst part first; few rows prove nothing and come last', () => {
  // 200 rows: the first 50 are right in 20 cases, the last 5 in none, all others always.
  const trueIds = new Array<number>(200).fill(0);
  const predictedIds = trueIds.map((_, row) => Number((row >= 20 && row < 50) || row >= 195));
  const part = (value: string, from: number, to: number) => ({
    value,
    indices: allOf(to).subarray(from),
  });
  const groups = [part('good', 50, 195), part('few', 195, 200), part('bad', 0, 50)];
  const slices = measureSlices(indexOf(trueIds, predictedIds), 2, [{ by: 'x', groups }]);
  expect(slices.map(({ value, verdict }) => [value, verdict])).toEqual([
    ['bad', 'worse'],
    ['good', 'better'],
    ['few', 'few'],
  ]);
  expect(slices[0]).toMatchObject({ rows: 50, right: 20, accuracy: 0.4 });
});
