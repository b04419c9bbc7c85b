// Addresses of projects and stages.

import { expect, test } from 'vitest';
import { addressOf, placeOf } from '../../../src/state/route.svelte';

test.each([
  ['#/p/5f1c/train', { project: '5f1c', stage: 'train' }],
  ['#/p/a%20b/use', { project: 'a b', stage: 'use' }],
  ['#/', { project: null, stage: 'data' }],
] as const)('%s', (address, place) => {
  expect(placeOf(address)).toEqual(place);
  expect(addressOf(place)).toBe(address);
});

test.each(['', '#', '#/p/', '#/x/1/train', '#/p/%E0%A4%A/data', '#stage-train'])('%j is home', (address) => {
  expect(placeOf(address)).toEqual({ project: null, stage: 'data' });
});

test('a stage that there is not is the first', () => {
  expect(placeOf('#/p/1/deploy')).toEqual({ project: '1', stage: 'data' });
  expect(placeOf('#/p/1')).toEqual({ project: '1', stage: 'data' });
});
