// Word counts with logistic regression, against scikit-learn (tools/fixtures/make_evaluation.py).

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  fitRegression,
  regressionLogits,
  startingWeights,
  type RegressionTask,
} from '../../../src/evaluation/logisticRegression';
import { sigmoids } from '../../../src/tasks/multiLabel';
import { softmaxRows } from '../../../src/tasks/singleLabel';
import { TermCounter, wordsOf } from '../../../src/evaluation/tfidf';
import { dataLines } from '../../support/dataFiles';

interface Fixture {
  tfidf: {
    texts: string[];
    classes: number[];
    binary: number[];
    sets: number[][];
    new: string[];
    idf: Record<string, number>;
    row: Record<string, number>;
    probabilities: Record<'softmax' | 'binary' | 'sets', number[][]>;
  };
  sst2: { terms: number; accuracy: number };
}

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const { tfidf: expected, sst2 } = JSON.parse(read('../../fixtures/evaluation.json')) as Fixture;

const counter = new TermCounter();
expected.texts.forEach((text) => counter.add(text));
const counts = counter.finish(1e6);

function fitted(task: Omit<RegressionTask, 'rows'>, inversePenalty: number, precision: number) {
  const weights = startingWeights({ ...task, rows: counts.ownRows() });
  const steps = [...fitRegression({ ...task, rows: counts.ownRows() }, weights, inversePenalty, precision)];
  expect(steps.length).toBeGreaterThan(2);
  return regressionLogits(counts.rowsOf(expected.new), weights, task.outputs);
}

test('the vocabulary and its weights are scikit-learn’s', () => {
  expect(counts.columnCount).toBe(Object.keys(expected.idf).length);
  for (const [term, weight] of Object.entries(expected.idf)) {
    expect(counts.weightOf(term), term).toBeCloseTo(weight, 6);
  }
  const row = counts.rowsOf(expected.new.slice(0, 1));
  expect([...row.values].sort()).toEqual(
    Object.values(expected.row)
      .sort()
      .map((value) => expect.closeTo(value, 6) as number),
  );
});

test('probabilities are scikit-learn’s: two classes, three, and several labels', () => {
  const { classes, binary, sets, probabilities } = expected;
  const softmax = softmaxRows(
    fitted(
      {
        targets: Uint8Array.from(classes.flatMap((id) => [0, 1, 2].map((own) => +(own === id)))),
        outputs: 3,
        link: 'softmax',
      },
      10,
      1e-7,
    ),
    3,
  );
  expectNear(softmax, probabilities.softmax.flat());
  const two = fitted({ targets: Uint8Array.from(binary), outputs: 1, link: 'sigmoid' }, 3, 1e-7);
  expectNear(sigmoids(two), probabilities.binary.flat());
  const each = fitted({ targets: Uint8Array.from(sets.flat()), outputs: 2, link: 'sigmoid' }, 10, 1e-7);
  expectNear(sigmoids(each), probabilities.sets.flat());
});

test('on SST-2 as good as scikit-learn', () => {
  const rowsOf = (name: string) => dataLines(`sst2/${name}`).map((line) => line.split('\t'));
  const own = new TermCounter();
  const train = rowsOf('train.tsv').slice(0, 1000);
  train.forEach(([text = '']) => own.add(text));
  const learned = own.finish(1e6);
  expect(learned.columnCount).toBe(sst2.terms);
  const task: RegressionTask = {
    rows: learned.ownRows(),
    targets: Uint8Array.from(train, ([, label]) => Number(label)),
    outputs: 1,
    link: 'sigmoid',
  };
  const weights = startingWeights(task);
  const steps = [...fitRegression(task, weights, 10)].length;
  const test = rowsOf('test.tsv');
  const logits = regressionLogits(learned.rowsOf(test.map(([text = '']) => text)), weights, 1);
  const right = test.filter(([, label], row) => ((logits[row] ?? 0) > 0 ? '1' : '0') === label);
  const accuracy = right.length / test.length;
  console.log(`SST-2, 1,000 rows: ${accuracy} in ${steps} steps; scikit-learn ${sst2.accuracy}`);
  expect(Math.abs(accuracy - sst2.accuracy)).toBeLessThan(0.004);
});

test('with more terms than there is room for, the most frequent are kept', () => {
  const small = counter.finish(5);
  expect(small.columnCount).toBe(5);
  expect(small.weightOf('late')).toBeCloseTo(expected.idf['late'] ?? NaN, 6);
  expect(small.weightOf('unheard')).toBeUndefined();
});

test('texts without spaces have words too, and marks stay with their letters', () => {
  expect(wordsOf('这个很好 iPhone手机')).toEqual(['这', '个', '很', '好', 'iphone', '手', '机']);
  expect(wordsOf('हिन्दी में')).toEqual(['हिन्दी', 'में']);
  expect(wordsOf('🙂 a !')).toEqual([]);
});

test('rows without a word are zero, and the regression then knows the shares alone', () => {
  const empty = new TermCounter();
  ['🙂', '🙂', '!', '?'].forEach((text) => empty.add(text));
  const learned = empty.finish(10);
  const task: RegressionTask = {
    rows: learned.ownRows(),
    targets: Uint8Array.of(1, 1, 1, 0),
    outputs: 1,
    link: 'sigmoid',
  };
  const weights = startingWeights(task);
  expect([...fitRegression(task, weights, 1, 1e-8)].length).toBeGreaterThan(0);
  expect(sigmoids(regressionLogits(learned.rowsOf(['x']), weights, 1))[0]).toBeCloseTo(0.75, 5);
});

function expectNear(found: ArrayLike<number>, values: number[]): void {
  expect(found).toHaveLength(values.length);
  values.forEach((value, at) => expect(found[at]).toBeCloseTo(value, 4));
}
