import { expect, test } from 'vitest';
import { catalogue } from '../../../../src/domain/catalogue';
import { fitModel } from '../../../../src/pipeline/models/fitModel';

const megabytes = 2 ** 18;
/** WebGPU's default binding, and a gigabyte of memory. */
const small = { largestAllocation: 128 * megabytes, freeElements: 1024 * megabytes };

test('a word table beyond the binding is not counted: it stays with the processor', () => {
  const fits = new Map(catalogue.map((model) => [model.id, fitModel(small, model)]));
  const hosted = [...fits].filter(([, { wordsOnHost }]) => wordsOnHost).map(([id]) => id);
  expect(hosted).toEqual([
    'distilroberta-base',
    'roberta-base',
    'multilingual-e5-small',
    'distilbert-base-multilingual-cased',
    'ettin-encoder-150m',
    'ModernBERT-base',
    'gte-modernbert-base',
    'mmBERT-small',
    'distilroberta-financial-news',
    'twitter-roberta-base-sentiment',
  ]);
  expect(fits.get('multilingual-e5-small')?.bytes).toBeLessThan(150e6);
  expect(fits.get('bert-base-uncased')?.bytes).toBeGreaterThan(440e6);
  // 33 MB of weights in 8 bits, and what one small batch takes.
  expect(fits.get('e5-small-v2')?.bytes).toBeGreaterThan(33e6);
  expect(fits.get('e5-small-v2')?.bytes).toBeLessThan(60e6);
  expect([...fits.values()].every(({ bytes, freeBytes }) => bytes < freeBytes)).toBe(true);
});
