// A head on frozen states, against scikit-learn's logistic regression (tools/fixtures/make_frozen_head.py).

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accuracyInFolds, answersInFolds, type FrozenStates } from '../../../src/evaluation/frozenHead';

interface Case {
  task: 'singleLabel' | 'multiLabel';
  states: number[];
  labels: number[];
  answers: number[];
  accuracy: number;
  standardError: number;
}
const { width, folds, cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/frozen-head.json', import.meta.url), 'utf8'),
) as { width: number; folds: number[]; cases: Record<string, Case> };

const names = ['a', 'b', 'c'];
const breathe = () => Promise.resolve();

function sampleOf({ task, states, labels }: Case): FrozenStates {
  const targets = task === 'multiLabel' ? Uint8Array.from(labels) : Uint16Array.from(labels);
  const classes = task === 'multiLabel' ? 3 : Math.max(...labels) + 1;
  return {
    task,
    targets,
    labels: names.slice(0, classes),
    states: Float32Array.from(states),
    width,
    folds: Uint8Array.from(folds),
  };
}

describe.each(Object.entries(cases))('%s', (_, own) => {
  test('each row is answered as scikit-learn does from the other folds', async () => {
    expect([...(await answersInFolds(sampleOf(own), breathe))]).toEqual(own.answers);
  });

  test('accuracy and its standard error', async () => {
    const { accuracy, standardError } = await accuracyInFolds(sampleOf(own), breathe);
    expect(accuracy).toBeCloseTo(own.accuracy, 10);
    expect(standardError).toBeCloseTo(own.standardError, 10);
  });
});

test('states that are all the same say nothing, and are no error', async () => {
  const sample = { ...sampleOf(Object.values(cases)[0] as Case), states: new Float32Array(60 * width).fill(2) };
  const { accuracy } = await accuracyInFolds(sample, breathe);
  expect(accuracy).toBeGreaterThan(0.2);
});

test('it ends where it is stopped', async () => {
  const sample = sampleOf(Object.values(cases)[0] as Case);
  await expect(accuracyInFolds(sample, () => Promise.reject(new Error('stop')))).rejects.toThrow('stop');
});
