import { describe, expect, test } from 'vitest';
import { rowsPerEpoch, weightsOf } from '../../../src/domain/balancing';
import { EpochSampler } from '../../../src/training/sampling';

const labelIds = [...Array<number>(7).fill(0), ...Array<number>(3).fill(1), ...[2, 2]];
const counts = [7, 3, 2];
const drawn = (sampler: EpochSampler, epoch: number) => {
  const times = new Array<number>(labelIds.length).fill(0);
  for (const example of sampler.draw(epoch)) times[example] = (times[example] ?? 0) + 1;
  const perClass = [0, 1, 2].map((label) =>
    times.reduce((sum, own, example) => (labelIds[example] === label ? sum + own : sum), 0),
  );
  return { times, perClass };
};

describe('an epoch', () => {
  test.each(['none', 'classWeights'] as const)('with %s uses each example once', (balancing) => {
    const sampler = new EpochSampler(labelIds, 3, balancing, 1);
    expect(sampler.draw(1)).toEqual(Uint32Array.from(labelIds.keys()));
    expect(rowsPerEpoch(counts, balancing)).toEqual(counts);
  });

  test('sampled up, every class comes as often as the largest and no row much more than another', () => {
    const sampler = new EpochSampler(labelIds, 3, 'overSampling', 1);
    const { times, perClass } = drawn(sampler, 1);
    expect(perClass).toEqual(rowsPerEpoch(counts, 'overSampling'));
    expect(perClass).toEqual([7, 7, 7]);
    expect(times.slice(0, 7)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(times.slice(7).toSorted()).toEqual([2, 2, 3, 3, 4]);
    expect(sampler.size).toBe(21);
  });

  test('sampled down, every class comes as often as the rarest, no row twice, others each epoch', () => {
    const sampler = new EpochSampler(labelIds, 3, 'underSampling', 1);
    expect(drawn(sampler, 1).perClass).toEqual([2, 2, 2]);
    expect(Math.max(...drawn(sampler, 1).times)).toBe(1);
    const seen = new Set(Array.from({ length: 20 }, (_, epoch) => [...sampler.draw(epoch)]).flat());
    expect(seen.size).toBe(labelIds.length);
    expect(sampler.draw(3)).toEqual(new EpochSampler(labelIds, 3, 'underSampling', 1).draw(3));
    expect(sampler.draw(3)).not.toEqual(new EpochSampler(labelIds, 3, 'underSampling', 2).draw(3));
  });

  test('a class without training rows stays without', () => {
    expect(rowsPerEpoch([5, 0, 2], 'overSampling')).toEqual([5, 0, 5]);
    expect(rowsPerEpoch([5, 0, 2], 'underSampling')).toEqual([2, 0, 2]);
    expect(new EpochSampler([0, 0, 2], 3, 'underSampling', 1).size).toBe(2);
  });
});

test('class weights as scikit-learn computes them', () => {
  // compute_class_weight('balanced', classes=[0, 1, 2], y=[0] * 7 + [1] * 3 + [2] * 2)
  const weights = weightsOf(counts, 'classWeights').map((weight) => weight.toFixed(6));
  expect(weights).toEqual(['0.571429', '1.333333', '2.000000']);
});
