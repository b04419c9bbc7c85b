import { expect, test } from 'vitest';
import type { Predictor } from '../../../src/inference/examples';
import { predict } from '../../../src/inference/predict';
import { packWindows } from '../../../src/inference/windows';

/** A classifier whose logits are the first two token ids of each window. */
function echo(): Predictor & { batches: number[][] } {
  let logits: number[] = [];
  const batches: number[][] = [];
  return {
    batches,
    shape: { classCount: 2, largest: { tokens: 6, texts: 2 } },
    run(_, { batch }) {
      batches.push([...batch.ids]);
      logits = Array.from(batch.starts.subarray(0, -1)).flatMap((start) => [...batch.ids.subarray(start, start + 2)]);
    },
    readLogits: () => Promise.resolve(Float32Array.from(logits)),
  };
}

const texts = packWindows([
  [[1, 5]],
  [
    [9, 1, 0, 0],
    [3, 1],
  ],
  [[0, 0, 7]],
]);

test('answers come in the order of the texts, a long text’s from the mean of its windows', async () => {
  const classifier = echo();
  const labels = { labels: ['a', 'b'], task: 'singleLabel' as const, unsureBelow: 0.9 };
  const done: number[] = [];
  const said = await predict(classifier, texts, labels, { onDone: (own) => void done.push(own) });
  expect([...said.logits]).toEqual([1, 5, 6, 1, 0, 0]);
  expect(said.decisions.map(({ labelIds }) => labelIds)).toEqual([[1], [0], [0]]);
  expect(said.decisions.map(({ unsure }) => unsure)).toEqual([false, false, true]);
  expect(said.decisions[1]?.confidence).toBeCloseTo(1 / (1 + Math.exp(-5)), 6);
  expect(said.probabilities[2]).toBeCloseTo(1 / (1 + Math.exp(-5)), 6);
  // Batches of at most two windows and six tokens, the longest first.
  expect(classifier.batches).toEqual([
    [9, 1, 0, 0],
    [0, 0, 7, 1, 5],
    [3, 1],
  ]);
  expect(done).toEqual([1, 3, 4]);
});

test('of several labels each has its own threshold', async () => {
  const labels = { labels: ['a', 'b'], task: 'multiLabel' as const, thresholds: [0.5, 0.995] };
  const { decisions } = await predict(echo(), texts, labels);
  expect(decisions.map(({ labelIds }) => labelIds)).toEqual([[0], [0], [0]]);
  expect(decisions.map(({ unsure }) => unsure)).toEqual([null, null, null]);
  expect(decisions[2]?.confidence).toBeCloseTo(0.5, 6);
});

test('between two batches it can be stopped', async () => {
  const classifier = echo();
  const breathe = () => (classifier.batches.length === 2 ? Promise.reject(new Error('stop')) : Promise.resolve());
  const labels = { labels: ['a', 'b'], task: 'singleLabel' as const };
  await expect(predict(classifier, texts, labels, { breathe })).rejects.toThrow('stop');
  expect(classifier.batches).toHaveLength(2);
});
