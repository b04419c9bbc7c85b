// One bar for a whole run.

import { expect, test } from 'vitest';
import { phaseWeights, RunProgress } from '../../../src/state/runProgress.svelte';

const second = 1000;

test('phases count by the time that they take, and the bar never goes back', () => {
  const progress = new RunProgress();
  const stages = { importing: 9, tokenizing: 5, loadingModel: 5, encoding: 50, training: 30, evaluating: 10 };
  progress.begin(phaseWeights('head', stages), null, 0);
  expect(progress.share).toBe(0);
  progress.report({ job: 'Tokenizing', done: 1, total: 2 }, 0);
  expect(progress.share).toBeCloseTo(0.025);
  progress.report({ job: 'Encoding', done: 5, total: 10 }, second);
  expect(progress.share).toBeCloseTo(0.35);
  // A fold encodes anew.
  progress.report({ job: 'Training', done: 1, total: 2 }, second);
  progress.report({ job: 'Encoding', done: 0, total: 10 }, second);
  expect(progress.share).toBeCloseTo(0.75);
  progress.report({ job: 'Evaluating', done: 1, total: 1 }, second);
  expect(progress.share).toBe(1);
});

test('the time left is the measured one at first, then that of the pace so far, without pauses', () => {
  const progress = new RunProgress();
  progress.begin({ Tokenizing: 0, 'Loading model': 0, Encoding: 100, Training: 0, Evaluating: 0 }, 60, 0);
  expect(progress.secondsLeft).toBe(60);
  progress.report({ job: 'Encoding', done: 0, total: 100 }, 0);
  progress.report({ job: 'Encoding', done: 25, total: 100 }, second);
  expect(progress.secondsLeft).toBe(45);
  progress.pause(5 * second);
  progress.resume(500 * second);
  progress.report({ job: 'Encoding', done: 50, total: 100 }, 505 * second);
  expect(progress.secondsLeft).toBeCloseTo(10);
});

test('a run that is continued is timed from where it begins', () => {
  const progress = new RunProgress();
  progress.begin({ Tokenizing: 0, 'Loading model': 0, Encoding: 0, Training: 100, Evaluating: 0 }, null, 0);
  progress.report({ job: 'Training', done: 80, total: 100 }, 0);
  expect(progress.secondsLeft).toBeNull();
  progress.report({ job: 'Training', done: 90, total: 100 }, 10 * second);
  expect(progress.secondsLeft).toBeCloseTo(10);
});
