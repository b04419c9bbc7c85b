import { expect, test } from 'vitest';
import { leftOutWords, recommendationWords } from '../../../src/words/modelMeasurement';
import type { ModelMeasurement } from '../../../src/domain/modelMeasurement';

const measured = (name: string, accuracy: number, seconds: number) => ({
  id: name,
  name,
  accuracy,
  standardError: 0.02,
  seconds,
  bytes: 0,
});
const measurement: ModelMeasurement = {
  sampleRows: 300,
  rows: 1000,
  language: 'en',
  measured: [measured('e5-small-v2', 0.9, 20), measured('all-MiniLM-L6-v2', 0.8, 10)],
  unread: [],
  tooLarge: [],
  missing: [],
};

test('why a model is recommended', () => {
  expect(recommendationWords(measurement)).toBe(
    'Recommended: e5-small-v2. It is the most accurate on 300 rows of yours.',
  );
  const near = [measured('e5-small-v2', 0.9, 20), measured('all-MiniLM-L6-v2', 0.89, 10)];
  expect(recommendationWords({ ...measurement, measured: near })).toBe(
    'Recommended: all-MiniLM-L6-v2. It is the fastest of those that are about as accurate as e5-small-v2 on 300 rows of yours.',
  );
  expect(recommendationWords({ ...measurement, measured: near.slice(1) })).toBe('');
});

test('which models were left out', () => {
  expect(leftOutWords(measurement)).toEqual([]);
  expect(leftOutWords({ ...measurement, language: 'de', unread: ['a', 'b'], tooLarge: ['c'], missing: ['d'] })).toEqual(
    [
      'Left out: a, b. Most of your texts are German, and they read English only.',
      'Left out: c. This device has too little free memory.',
      'Left out: d. The files could not be read.',
    ],
  );
});
