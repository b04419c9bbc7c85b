import { expect, test } from 'vitest';
import { VectorTable } from '../../../src/evaluation/nearest';
import { logOdds, attributionsOf } from '../../../src/evaluation/attributions';
import outside from '../../fixtures/nearest.json';

const width = outside.vectors[0]?.length ?? 0;

function filled() {
  const table = new VectorTable(width, outside.vectors.length);
  for (const vector of outside.vectors) table.add(Float32Array.from(vector));
  return table;
}

test('the nearest vectors as NumPy finds them by brute force', () => {
  const table = filled();
  expect(table.length).toBe(200);
  for (const { vector, rows, cosines } of outside.queries) {
    const found = table.nearest(Float32Array.from(vector), 6, () => false);
    expect(found.map(({ row }) => row)).toEqual(rows);
    found.forEach(({ similarity }, rank) => expect(similarity).toBeCloseTo(cosines[rank] ?? 0, 3));
    const [first, ...others] = rows;
    const without = table.nearest(Float32Array.from(vector), 5, (row) => row === first);
    expect(without.map(({ row }) => row)).toEqual(others);
  }
  expect(table.nearest(new Float32Array(width), 2, () => false).map(({ row }) => row)).toEqual([
    0, 1,
  ]);
});

test('log-odds as SciPy computes them, also where a probability has no digits left', () => {
  const odds = logOdds(Float32Array.from(outside.logits), 3);
  odds.forEach((value, index) => expect(value).toBeCloseTo(outside.logOdds[index] ?? 0, 4));
});

test('a part that made the answer likely attributions towards it', () => {
  // The whole text, without its first part, and without its second.
  const logits = Float32Array.from([3, -1, /**/ 0, 0, /**/ 4, -1]);
  const { probabilities, attributions, without } = attributionsOf(logits, 2, 'singleLabel');
  expect(probabilities[0]).toBeCloseTo(1 / (1 + Math.exp(-4)), 6);
  [4, -4, -1, 1].forEach((push, index) => expect(attributions[index]).toBeCloseTo(push, 5));
  expect(without[0]).toBeCloseTo(0.5, 6);
  // With several labels each is on its own.
  const several = attributionsOf(logits, 2, 'multiLabel');
  [3, -1, -1, 0].forEach((push, index) => expect(several.attributions[index]).toBeCloseTo(push, 5));
});
