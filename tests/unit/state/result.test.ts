// Classifying as one types: the model answers one text after another, and passes over those between.

import { beforeEach, expect, test, vi } from 'vitest';
import { eventually } from '../../support/eventually';
import { defaultRecipe } from '../../../src/domain/recipe';
import type { AddedClassifier, Classification } from '../../../src/domain/run';
import { result } from '../../../src/state/result.svelte';

const { asked } = vi.hoisted(() => {
  const none: { text: string; answer: (classification: Partial<Classification>) => void }[] = [];
  return { asked: none };
});

vi.mock('../../../src/bridge/workers', () => ({
  dataWorker: {
    tokenizeText: (_model: string, text: string) => Promise.resolve([text]),
    readTested: () => Promise.resolve({ total: 0, rows: [] }),
  },
  trainingWorker: {
    evaluation: () => Promise.resolve(null),
    classify: (_id: string, [text = '']: string[]) => new Promise((answer) => asked.push({ text, answer })),
  },
}));

const model: Partial<AddedClassifier> = { id: 'model', origin: 'added', recipe: defaultRecipe };
const textsAsked = () => asked.map(({ text }) => text);

beforeEach(() => {
  asked.length = 0;
  result.clearPrediction();
  Object.assign(result, { model, classified: '' });
});

test('texts that come while one is classified are passed over but for the last', async () => {
  const first = result.classify('d');
  void result.classify('du');
  const last = result.classify('dull');
  await eventually(() => expect(textsAsked()).toEqual(['d']));
  asked[0]?.answer({ certainty: 0.1 });
  await eventually(() => expect(textsAsked()).toEqual(['d', 'dull']));
  // An answer to a text that is no longer there is not shown.
  expect(result.classification).toBeNull();
  asked[1]?.answer({ certainty: 0.9 });
  await Promise.all([first, last]);
  expect(result).toMatchObject({ classified: 'dull', classification: { certainty: 0.9 } });
});

test('a text that is deleted has no prediction, whatever is still on its way', async () => {
  const gone = result.classify('dull');
  await eventually(() => expect(textsAsked()).toEqual(['dull']));
  result.clearPrediction();
  asked[0]?.answer({ certainty: 0.9 });
  await gone;
  expect(result.classification).toBeNull();
});
