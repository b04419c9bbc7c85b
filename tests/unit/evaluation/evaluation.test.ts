// How far numbers can be trusted, against scikit-learn and SciPy (tools/fixtures/make_evaluation.py).

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/domain/random';
import type { Estimate, ScoreName } from '../../../src/domain/evaluation';
import type { Truth } from '../../../src/domain/task';
import { bootstrap, outcomesOf } from '../../../src/evaluation/bootstrap';
import { certainties } from '../../../src/evaluation/certainty';
import { labelCurves } from '../../../src/evaluation/curves';
import { reliability } from '../../../src/evaluation/reliability';
import { bestTemperature, tempered, temperatureBounds } from '../../../src/evaluation/temperature';
import { multiLabel } from '../../../src/tasks/multiLabel';
import { singleLabel, softmaxRows } from '../../../src/tasks/singleLabel';

interface CurvesFixture {
  roc: [number[], number[]];
  precisionRecall: [number[], number[]];
  auc: number;
  averagePrecision: number;
}
type Pair = [number, number];
interface Fixture {
  calibration: {
    logits: number[];
    truth: number[];
    sets: number[];
    temperature: number;
    plainTemperature: number;
    setTemperature: number;
    expectedCalibrationError: number;
    curve: { meanProbability: number[]; shareRight: number[] };
    curves: CurvesFixture[];
  };
  intervals: {
    truth: number[];
    first: number[];
    second: number[];
    values: Record<'accuracy' | 'macroPrecision' | 'macroRecall' | 'macroF1', number>;
    intervals: Record<'accuracy' | 'macroPrecision' | 'macroRecall' | 'macroF1', Pair>;
    ahead: Record<'accuracy' | 'macroF1', Pair>;
    few: {
      truth: number[];
      said: number[];
      intervals: Record<'accuracy' | 'macroPrecision' | 'macroRecall' | 'macroF1', Pair>;
    };
    sets: number[];
    given: number[];
    micro: { value: number; interval: Pair };
    exact: { value: number; interval: Pair };
  };
}

const path = new URL('../../fixtures/evaluation.json', import.meta.url);
const { calibration, intervals } = JSON.parse(readFileSync(path, 'utf8')) as Fixture;
const logits = Float32Array.from(calibration.logits);
const probabilities = softmaxRows(logits, 3);
const labels = ['a', 'b', 'c'];
const ids = (own: number[]): Truth => ({ task: 'singleLabel', targets: Uint16Array.from(own) });
const sets = (own: number[]): Truth => ({ task: 'multiLabel', targets: Uint8Array.from(own) });
const outcomesOfIds = (own: number[], said: number[], classes: number) =>
  outcomesOf(ids(own), Uint16Array.from(said), classes);

test('the temperature is the one that SciPy finds', () => {
  const found = bestTemperature(ids(calibration.truth), logits, 3);
  expect(found).toBeCloseTo(calibration.temperature, 4);
  // Platt's targets are hardly other than the plain ones on 300 rows.
  expect(Math.abs(found - calibration.plainTemperature)).toBeLessThan(0.05);
  const ofSets = bestTemperature(sets(calibration.sets), logits, 3);
  expect(ofSets).toBeCloseTo(calibration.setTemperature, 4);
});

test('a temperature changes no answer, and lowers loss and calibration error', () => {
  const truth = ids(calibration.truth);
  const cooled = tempered(logits, bestTemperature(truth, logits, 3));
  const [before, after] = [logits, cooled].map((own) => singleLabel.metrics(truth.targets, own, { labels }));
  expect(after?.classes).toEqual(before?.classes);
  expect(after?.loss).toBeLessThan(before?.loss ?? 0);
  const errorOf = (own: Float32Array) => reliability(truth, softmaxRows(own, 3), 3).expectedCalibrationError;
  expect(errorOf(cooled)).toBeLessThan(errorOf(logits) / 3);
  expect(bestTemperature(truth, cooled, 3)).toBeCloseTo(1, 4);
});

test('rows that are all right do not ask for certainty, and rows that say nothing stay in bounds', () => {
  const trueIds = Array.from({ length: 40 }, (_, row) => row % 2);
  const separable = Float32Array.from(trueIds.flatMap((id) => (id === 0 ? [1, -1] : [-1, 1])));
  const found = bestTemperature(ids(trueIds), separable, 2);
  // 41 in 42: logits 2 apart must become ln 41 apart.
  expect(found).toBeCloseTo(2 / Math.log(41), 3);
  const tiny = separable.map((logit) => logit / 100);
  expect(bestTemperature(ids(trueIds), tiny, 2)).toBe(temperatureBounds.low);
  const wrong = separable.map((logit) => -logit);
  expect(bestTemperature(ids(trueIds), wrong, 2)).toBe(temperatureBounds.high);
  expect(bestTemperature(ids([]), new Float32Array(), 2)).toBe(1);
});

test('the reliability diagram is scikit-learn’s, in 15 bins', () => {
  const { bins, expectedCalibrationError } = reliability(ids(calibration.truth), probabilities, 3);
  expect(expectedCalibrationError).toBeCloseTo(calibration.expectedCalibrationError, 5);
  calibration.curve.meanProbability.forEach((mean, bin) => {
    expect(bins[bin]?.meanProbability).toBeCloseTo(mean, 5);
    expect(bins[bin]?.shareRight).toBeCloseTo(calibration.curve.shareRight[bin] ?? 0, 5);
  });
  expect(bins).toHaveLength(calibration.curve.meanProbability.length);
});

test('what chance alone would show is told from what it would not', () => {
  const random = seededRandom(3);
  const said = Float32Array.from({ length: 2000 }, () => 0.5 + random() / 2);
  const come = (share: (own: number) => number) => ids(Array.from(said, (own) => (random() < share(own) ? 0 : 1)));
  const both = Float32Array.from({ length: 4000 }, (_, at) =>
    at % 2 === 0 ? (said[at / 2] ?? 0) : 1 - (said[(at - 1) / 2] ?? 0),
  );
  const honest = reliability(
    come((own) => own),
    both,
    2,
  );
  expect(honest.expectedCalibrationError).toBeLessThan(honest.errorByChance);
  const sure = reliability(
    come((own) => own - 0.1),
    both,
    2,
  );
  expect(sure.expectedCalibrationError).toBeGreaterThan(2 * sure.errorByChance);
});

test('of several labels, each probability is held against the truth', () => {
  const found = reliability(sets([1, 0, 1, 0]), Float32Array.of(0.9, 0.1, 0.9, 0.9), 2);
  expect(found.bins.map(({ rows, shareRight }) => [rows, shareRight])).toEqual([
    [1, 0],
    [3, 2 / 3],
  ]);
  expect(found.expectedCalibrationError).toBeCloseTo((0.1 + 3 * (0.9 - 2 / 3)) / 4, 6);
});

test('curves, areas and average precision are scikit-learn’s', () => {
  calibration.curves.forEach((expected, label) => {
    const found = labelCurves(ids(calibration.truth), probabilities, 3, label);
    expect(found.roc.summary).toBeCloseTo(expected.auc, 6);
    expect(found.precisionRecall.summary).toBeCloseTo(expected.averagePrecision, 6);
    expectNear(found.roc.x, expected.roc[0]);
    expectNear(found.roc.y, expected.roc[1]);
    expectNear(found.precisionRecall.x, expected.precisionRecall[0]);
    expectNear(found.precisionRecall.y, expected.precisionRecall[1]);
  });
});

test('a label that no row has makes curves without numbers that are none', () => {
  const found = labelCurves(ids([0, 0]), Float32Array.of(0.9, 0.1, 0.8, 0.2), 2, 1);
  expect(found.positives).toBe(0);
  for (const curve of [found.roc, found.precisionRecall]) {
    expect([...curve.x, ...curve.y, curve.summary].every(Number.isFinite)).toBe(true);
  }
});

/** SciPy drew other samples, and more: the ends agree within the noise of 2,000. */
const noise = 0.006;

function expectInterval(found: Estimate | undefined, [low, high]: Pair): void {
  expect(Math.abs((found?.interval?.low ?? NaN) - low)).toBeLessThan(noise);
  expect(Math.abs((found?.interval?.high ?? NaN) - high)).toBeLessThan(noise);
}

test('bootstrap intervals are SciPy’s, of scores and of their differences', () => {
  const { truth, first, second } = intervals;
  const all = [first, second].map((said) => outcomesOfIds(truth, said, 3));
  const [ours, baseline] = bootstrap(all, 1);
  const names: ScoreName[] = ['accuracy', 'macroPrecision', 'macroRecall', 'macroF1'];
  for (const name of names) {
    if (name === 'microF1') continue;
    expect(ours?.estimates[name].value).toBeCloseTo(intervals.values[name], 8);
    expectInterval(ours?.estimates[name], intervals.intervals[name]);
  }
  expectInterval(baseline?.ahead.accuracy, intervals.ahead.accuracy);
  expectInterval(baseline?.ahead.macroF1, intervals.ahead.macroF1);
  expect(bootstrap(all, 1)).toEqual([ours, baseline]);
});

test('so they are with two rows a label, where many samples lack a label', () => {
  const { truth, said, intervals: expected } = intervals.few;
  const [found] = bootstrap([outcomesOfIds(truth, said, 40)], 1);
  for (const name of ['accuracy', 'macroPrecision', 'macroRecall', 'macroF1'] as const) {
    expectInterval(found?.estimates[name], expected[name]);
  }
});

test('of several labels too', () => {
  const given = Uint8Array.from(intervals.given);
  const [found] = bootstrap([outcomesOf(sets(intervals.sets), given, 4)], 1);
  expect(found?.estimates.microF1.value).toBeCloseTo(intervals.micro.value, 8);
  expectInterval(found?.estimates.microF1, intervals.micro.interval);
  expect(found?.estimates.accuracy.value).toBeCloseTo(intervals.exact.value, 8);
  expectInterval(found?.estimates.accuracy, intervals.exact.interval);
});

test('rows that are all right have the exact interval, not the empty one', () => {
  const truth = Array.from({ length: 14 }, (_, row) => row % 2);
  const [found] = bootstrap([outcomesOfIds(truth, truth, 2)], 1);
  // R: binom.test(14, 14)$conf.int
  expect(found?.estimates.accuracy.interval?.low).toBeCloseTo(0.7683642, 6);
  expect(found?.estimates.accuracy.interval?.high).toBe(1);
  expect(found?.estimates.macroF1).toEqual({ value: 1, interval: null });
});

test('10,000 rows and 150 classes', () => {
  const truth = Array.from({ length: 10_000 }, (_, row) => row % 150);
  const said = truth.map((id, row) => (row % 7 === 0 ? (id + 1) % 150 : id));
  bootstrap(
    [said, truth].map((own) => outcomesOfIds(truth, own, 150)),
    1,
  );
});

test('the surest rows come first, and what is right among them', () => {
  const own = Float32Array.of(0.6, 0.4, 0.1, 0.9, 0.3, 0.7);
  const certainty = singleLabel.certainty(own, 2);
  expectNear([...certainty], [0.6, 0.9, 0.7]);
  const found = certainties(certainty, [1, 1, 0]);
  expectNear([...found.certainty], [0.9, 0.7, 0.6]);
  expect([...found.right]).toEqual([1, 1, 2]);
  // Several labels: as sure as of the least sure.
  expectNear([...multiLabel.certainty(own, 3)], [0.6, 0.7]);
});

function expectNear(found: number[], expected: number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((own, at) => expect(own).toBeCloseTo(expected[at] ?? NaN, 6));
}
