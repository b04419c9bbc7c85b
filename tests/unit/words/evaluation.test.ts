import { describe, expect, test } from 'vitest';
import { belowMajority, coverageAt, coverageWords, points, timesRight, worthOf } from '../../../src/words/evaluation';
import type { Estimate, Estimates, Baseline, Verdict } from '../../../src/domain/evaluation';

const all = (value: number): Estimates => {
  const own: Estimate = { value, interval: { low: value - 0.02, high: value + 0.02 } };
  return { accuracy: own, macroPrecision: own, macroRecall: own, macroF1: own, microF1: own };
};
const baseline = (name: Baseline['name'], accuracy: number, verdict: Verdict): Baseline => ({
  name,
  verdict,
  estimates: all(accuracy),
  ahead: all(0.84 - accuracy),
});
const worth = (majority: Verdict, words?: [number, Verdict]) =>
  worthOf(
    [baseline('majority', 0.5, majority), ...(words ? [baseline('tfidf', ...words)] : [])],
    { accuracy: 0.84, macroF1: 0.84 },
    1821,
  );

test.each([
  [0.957, { low: 0.941, high: 0.972 }, 'Right about 96 times out of 100. On new texts like these, expect 94 to 98 %.'],
  [0.9, null, 'Right 90 times out of 100.'],
  [0.9981, null, 'Right about 99 times out of 100.'],
  [1, { low: 0.93, high: 1 }, 'Right 100 times out of 100. On new texts like these, expect 93 to 100 %.'],
  [0, null, 'Right 0 times out of 100.'],
])('how often %d is right', (accuracy, interval, words) => {
  expect(timesRight(accuracy, interval)).toBe(words);
});

describe('what a model is worth beside simpler ways', () => {
  test('in a language that the base model has not read, another model is the advice', () => {
    const own = { accuracy: 0.6, macroF1: 0.6 };
    const baselines = [baseline('majority', 0.5, 'better'), baseline('tfidf', 0.88, 'worse')];
    expect(worthOf(baselines, own, 80, 'de')?.words).toMatch(
      /^A simple word-counting method does better.*Most of the texts are German, and its base model has read English only: choose one/,
    );
    expect(worthOf(baselines, own, 80, 'de')?.words).not.toContain('deeper');
    expect(belowMajority(baselines, own)).toBeNull();
    expect(belowMajority([baseline('majority', 0.7, 'worse')], own)).toBe(
      'That is less than always giving the most frequent answer: 70.0 %.',
    );
  });

  test('is calm when it is better', () => {
    expect(worth('better', [0.78, 'better'])).toEqual({
      tone: 'calm',
      words: 'Word counts alone: 78.0 %. Always giving the most frequent answer: 50.0 %.',
    });
    expect(worth('better')?.words).toBe('Always giving the most frequent answer: 50.0 %.');
  });

  test('is said plainly when it may be chance, or is worse', () => {
    expect(worth('better', [0.84, 'even'])?.words).toMatch(
      /^A simple word-counting method scores the same: 84.0 % against 84.0 %; the difference could be chance/,
    );
    expect(worth('better', [0.82, 'even'])?.words).toMatch(
      /ahead, but on 1,821 test texts the difference could be chance/,
    );
    expect(worth('better', [0.88, 'worse'])).toMatchObject({ tone: 'warning' });
    expect(worth('even', [0.5, 'even'])?.words).toMatch(/no better than always giving/);
    expect(worthOf([], { accuracy: 0.84, macroF1: 0.84 }, 10)).toBeNull();
  });
});

test('macro F1 is judged beside accuracy, and named where it decides', () => {
  const mixed = (accuracy: number, macroF1: number, verdict: Verdict): Baseline => ({
    ...baseline('tfidf', accuracy, verdict),
    estimates: { ...all(accuracy), macroF1: all(macroF1).macroF1 },
    ahead: { ...all(0.84 - accuracy), macroF1: all(0.7 - macroF1).macroF1 },
  });
  const own = { accuracy: 0.84, macroF1: 0.7 };
  const said = (words: Baseline) => worthOf([baseline('majority', 0.5, 'better'), words], own, 400)?.words;
  expect(said(mixed(0.83, 0.78, 'worse'))).toMatch(
    /^A simple word-counting method does better in macro F1: 78.0 % against 70.0 %\./,
  );
  expect(said(mixed(0.78, 0.78, 'even'))).toMatch(
    /^The model is ahead of word counts in accuracy and behind in macro F1/,
  );
});

test('leads have a sign', () => {
  expect([0.032, -0.004, 0, -0.0001].map(points)).toEqual(['+3.2', '−0.4', '0.0', '0.0']);
});

test('what a threshold leaves to a person', () => {
  const certainties = {
    certainty: Float32Array.of(0.9, 0.8, 0.7, 0.6),
    right: Uint32Array.of(1, 2, 2, 2),
  };
  expect(coverageAt(certainties, 0.75)).toEqual({
    rows: 4,
    answered: 2,
    right: 2,
    mistakesLeft: 2,
  });
  expect(coverageWords(coverageAt(certainties, 0.75))).toBe(
    'Answers 50.0 % of texts by itself and is right on 100.0 % of those. The other 50.0 % go to a person: 2 of 4 test texts, of which it would have got 2 wrong.',
  );
  expect(coverageWords(coverageAt(certainties, 0))).toMatch(/^Answers all 4 test texts/);
  expect(coverageWords(coverageAt(certainties, 0.95))).toMatch(/answers none/);
});
