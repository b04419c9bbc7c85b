// Word counts as a run asks for them: which rows they learn from, and what they answer.

import { expect, test } from 'vitest';
import type { PreparedSet } from '../../../../src/domain/dataset';
import { splitNames } from '../../../../src/domain/splitNames';
import { seededRandom } from '../../../../src/domain/random';
import { answerByTfidf } from '../../../../src/pipeline/train/answerByTfidf';
import { Pause } from '../../../../src/jobs/pause';
import { examplesOf, truthOf } from '../../../../src/pipeline/train/trainingExamples';
import { tinySet } from '../../../support/tinyTask';

const random = seededRandom(5);
const topics = ['parcel', 'refund', 'broken'];
const filler = 'the my was and it when please order again today'.split(' ');
const word = (words: string[]) => words[Math.floor(random() * words.length)] ?? '';

/** Rows whose text names their label, or their labels. */
function task(rows: number, severalLabels = false) {
  const labelSets = Uint8Array.from({ length: rows * 3 }, () => (random() < 0.4 ? 1 : 0));
  const labelIds = Uint16Array.from({ length: rows }, () => Math.floor(random() * 3));
  const texts = Array.from({ length: rows }, (_, row) => {
    const own = severalLabels
      ? topics.filter((_topic, label) => labelSets[row * 3 + label])
      : [topics[labelIds[row] ?? 0]];
    return [word(filler), ...own, word(filler), word(filler)].join(' ');
  });
  const set: PreparedSet = {
    ...tinySet().set,
    labels: topics,
    labelIds,
    task: severalLabels ? 'multiLabel' : 'singleLabel',
    targets: severalLabels ? labelSets : labelIds,
    rows: Uint32Array.from({ length: rows }, (_, row) => row * 2),
    splits: Uint8Array.from({ length: rows }, (_, row) => [0, 0, 0, 0, 1, 2][row % 6] ?? 0),
  };
  return { set, texts };
}

function orderOf({ set, texts }: ReturnType<typeof task>, signal = new AbortController().signal) {
  const read: number[] = [];
  const tested = set.folds ? Uint32Array.from(texts.keys()) : examplesOf(set, 'test');
  const truth = truthOf(set, tested);
  const progress: number[] = [];
  const order = {
    set,
    seed: 1,
    pause: new Pause(signal),
    onProgress: ({ done, total }: { done: number; total: number }) => void progress.push(done / total),
    testTexts: Array.from(tested, (example) => texts[example] ?? ''),
    truth,
    async *read(rows: Uint32Array) {
      read.push(...rows);
      yield Array.from(rows, (row) => texts[row / 2] ?? '');
    },
  };
  return { order, read, tested, progress };
}

test('learns from the training rows and answers the test rows', async () => {
  const { order, read, tested, progress } = orderOf(task(120));
  const { facts, answers } = await answerByTfidf(order);
  expect(answers).toEqual(order.truth.targets);
  expect(facts).toMatchObject({ accuracy: 1, macroF1: 1, trainingRows: 80, allTrainingRows: 80 });
  expect(facts.terms).toBeGreaterThan(13);
  // It never sees the rows that it is tested on.
  const testRows = new Set(tested.map((example) => order.set.rows[example] ?? 0));
  expect(read.some((row) => testRows.has(row))).toBe(false);
  expect(progress.length).toBeGreaterThan(1);
});

test('several labels a text', async () => {
  const { order } = orderOf(task(240, true));
  const { facts, answers } = await answerByTfidf(order);
  expect(answers).toHaveLength(40 * 3);
  expect(facts.macroF1).toBeGreaterThan(0.97);
});

test('in folds every row is answered by what was learned without it', async () => {
  const own = task(120);
  const tests = Uint8Array.from({ length: 120 }, (_, row) => row % 4);
  const validates = Uint8Array.from({ length: 120 }, (_, row) => (row + 1) % 4);
  const set = { ...own.set, folds: { count: 4, tests, validates } };
  // A word of each row's own: whoever had seen the row would answer by it.
  const labelIds = Uint16Array.from({ length: 120 }, (_, row) => Math.floor(row / 4) % 3);
  const texts = Array.from({ length: 120 }, (_, row) => `own${row} word`);
  const { order } = orderOf({ set: { ...set, labelIds, targets: labelIds }, texts });
  const { facts, answers } = await answerByTfidf(order);
  expect(answers).toHaveLength(120);
  expect(facts.accuracy).toBeLessThan(0.6);
  const learned = await answerByTfidf(orderOf({ ...own, set }).order);
  expect(learned.facts.accuracy).toBe(1);
});

test('without validation rows it takes the penalty as it is', async () => {
  const own = task(60);
  const splits = own.set.splits.map((split) =>
    splitNames[split] === 'validation' ? splitNames.indexOf('train') : split,
  );
  const { order } = orderOf({ ...own, set: { ...own.set, splits } });
  expect((await answerByTfidf(order)).facts.inversePenalty).toBe(1);
});

test('ends when it is stopped; a run that was stopped before is evaluated all the same', async () => {
  const abort = new AbortController();
  const { order } = orderOf(task(120), abort.signal);
  const read = order.read;
  order.read = async function* (rows) {
    abort.abort();
    yield* read(rows);
  };
  await expect(answerByTfidf(order)).rejects.toMatchObject({ name: 'AbortError' });
  const answered = await answerByTfidf(orderOf(task(120), AbortSignal.abort()).order);
  expect(answered.facts.accuracy).toBe(1);
});
