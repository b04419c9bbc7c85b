import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { occlude } from '../../../src/tokenization/occlusions';
import { createTokenizer } from '../../../src/tokenization/tokenizer';
import { withoutPart, wordSpans } from '../../../src/tokenization/words';

const folder = new URL('../../../public/models/all-MiniLM-L6-v2/', import.meta.url);
const json = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const tokenizer = createTokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
const head = { maxTokens: 32, truncation: 'start' } as const;
const words = (text: string) => wordSpans(text).map(([start, end]) => text.slice(start, end));
const longText = Array.from({ length: 400 }, (_, index) => `w${index}`).join(' ');

test('words stand between spaces; without spaces, dictionaries find them', () => {
  expect(words('  Claim your prize!\n$5.00, now ')).toEqual(['Claim', 'your', 'prize!', '$5.00,', 'now']);
  expect(words('')).toEqual([]);
  expect(words('我喜欢电影')).toEqual(['我', '喜欢', '电影']);
});

test('a text without a word has no gap where it stood', () => {
  const text = 'one two  three';
  expect(wordSpans(text).map((span) => withoutPart(text, span))).toEqual(['two  three', 'one three', 'one two  ']);
});

test('each variant is what the model would read of the text without that word', () => {
  const text = 'claim your prize now';
  const { parts, windows, variants, wordsPerPart, cut } = occlude(text, tokenizer, head);
  expect(parts.map(([start, end]) => text.slice(start, end))).toEqual(text.split(' '));
  expect([wordsPerPart, cut]).toEqual([1, false]);
  const read = variants.map((own) => own.map((index) => windows[index]));
  const shorter = ['your prize now', 'claim prize now', 'claim your now', 'claim your prize'];
  expect(read).toEqual([text, ...shorter].map((own) => [Array.from(tokenizer.encode(own, 32))]));
});

test('words that are never read are not left out, and the same window is read once', () => {
  const { parts, windows, cut } = occlude(longText, tokenizer, head);
  expect(cut).toBe(true);
  expect(parts.length).toBeLessThan(40);
  expect(windows.length).toBeLessThanOrEqual(1 + parts.length);
  const ends = occlude(longText, tokenizer, { maxTokens: 32, truncation: 'startAndEnd' });
  expect(ends.parts.at(-1)?.[1]).toBe(longText.length);
  expect(ends.parts.length).toBeLessThan(80);
});

test('the cost is bounded, whatever the length', () => {
  const limit = { maxTokens: 512, truncation: 'start' } as const;
  const plain = Array.from({ length: 450 }, () => 'good').join(' ');
  const { windows, parts, wordsPerPart } = occlude(plain, tokenizer, limit);
  expect(parts.length).toBeLessThanOrEqual(127);
  expect(windows.length).toBeLessThanOrEqual(128);
  expect(wordsPerPart).toBe(4);
  // All of the text is in some part.
  expect(parts[0]?.[0]).toBe(0);
  expect(parts.at(-1)?.[1]).toBe(plain.length);
  const inWindows = occlude(longText, tokenizer, { maxTokens: 32, truncation: 'windows' });
  expect(inWindows.variants.flat().length).toBeLessThanOrEqual(16 * 33);
  expect(inWindows.parts.at(-1)?.[1]).toBe(longText.length);
});
