import { expect, test } from 'vitest';
import {
  asGoodAsBest,
  bestOf,
  canRead,
  mainLanguage,
  measurableModels,
  recommendedOf,
  type MeasuredModel,
} from '../../../src/domain/modelMeasurement';
import type { InstalledModel } from '../../../src/domain/baseModel';

const model = (id: string, accuracy: number, seconds: number): MeasuredModel => {
  // Of 300 rows.
  const standardError = Math.sqrt((accuracy * (1 - accuracy)) / 300);
  return { id, name: id, accuracy, standardError, seconds, bytes: 1e8 };
};

test('the best one is recommended where the others are further off than its standard error', () => {
  // Of 0.89 that is 1.8 points.
  const measured = [model('small', 0.79, 5), model('large', 0.89, 10)];
  expect(recommendedOf(measured)?.id).toBe('large');
  expect(asGoodAsBest(measured)).toHaveLength(1);
});

test('within one standard error of the best one, the fastest is recommended', () => {
  const measured = [
    model('best', 0.9, 30),
    model('near', 0.885, 20),
    model('nearAndFast', 0.883, 5),
    model('off', 0.88, 1),
  ];
  expect(bestOf(measured)?.id).toBe('best');
  // √(0.9 · 0.1 / 300) = 0.0173
  expect(asGoodAsBest(measured).map(({ id }) => id)).toEqual(['best', 'near', 'nearAndFast']);
  expect(recommendedOf(measured)?.id).toBe('nearAndFast');
});

test('of equally accurate ones the fastest; of none nothing', () => {
  expect(recommendedOf([model('slow', 1, 9), model('fast', 1, 3)])?.id).toBe('fast');
  expect(recommendedOf([])).toBeUndefined();
});

test('the language is that of more than half of the texts whose language is known', () => {
  expect(mainLanguage(['de', null, null, null, 'de', 'en'])).toBe('de');
  expect(mainLanguage(['de', 'en'])).toBeNull();
  expect(mainLanguage([null])).toBeNull();
});

test('a model that has read English only can’t read German; of one that says nothing it is tried', () => {
  expect(canRead({ languages: 'English' }, 'de')).toBe(false);
  expect(canRead({ languages: 'English' }, 'en')).toBe(true);
  expect(canRead({ languages: 'English' }, null)).toBe(true);
  expect(canRead({ languages: 'about 100 languages' }, 'de')).toBe(true);
  expect(canRead({ languages: '' }, 'de')).toBe(true);
});

test('models of up to 50 million parameters are measured, and those that come with Hone', () => {
  const installed = { id: 'mine', name: 'my model', languages: '', parameters: 49e6 } as InstalledModel;
  const ids = measurableModels([installed, { ...installed, id: 'large', parameters: 51e6 }]).map(({ id }) => id);
  expect(ids).toEqual(['e5-small-v2', 'all-MiniLM-L6-v2', 'mine']);
});
