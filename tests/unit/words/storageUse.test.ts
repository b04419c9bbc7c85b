import { expect, test } from 'vitest';
import { roomWords } from '../../../src/words/storageUse';

const used = 123_400_000;
const free = 9_400_000_000;

test('what is taken, what is free, and whether the browser keeps it, in one line', () => {
  expect(roomWords({ used, free, persisted: true })).toBe(
    'Takes 123.4 MB on this computer. By your browser’s own guess there is room for 9.4 GB more. ' +
      'Your browser has agreed to keep it until you delete it.',
  );
  expect(roomWords({ used, free, persisted: false })).toContain('may clear it when the disk is full');
});

test('a browser that says nothing is not quoted', () => {
  expect(roomWords({ used: null, free: null, persisted: null })).toBe('');
  expect(roomWords({ used, free: null, persisted: null })).toBe('Takes 123.4 MB on this computer.');
});
