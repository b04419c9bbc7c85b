import { expect, test } from 'vitest';
import { defaultRecipe } from '../../../src/domain/recipe';
import { howFar, stateNotSaved } from '../../../src/words/run';

test('where a run goes on: after an epoch, inside one, or anew', () => {
  const said = (epochsDone: number) => howFar({ epochsDone, recipe: { ...defaultRecipe, epochs: 3 } });
  expect(said(0)).toBe('before anything of it was kept: it begins anew.');
  expect(said(2)).toBe('after epoch 2 of at most 3.');
  expect(said(0.4)).toBe('in epoch 1 of at most 3. It goes on where 40 % of that epoch is done.');
  expect(said(2.25)).toBe('in epoch 3 of at most 3. It goes on where 25 % of that epoch is done.');
});

test('where a cross-validation goes on: after a fold, or in the training on all rows', () => {
  const said = (epochsDone: number) =>
    howFar({ epochsDone, folds: { done: 2, count: 5 }, recipe: { ...defaultRecipe, epochs: 3 } });
  expect(said(0)).toBe('after fold 2 of 5.');
  expect(said(1)).toBe('after epoch 1 of at most 3.');
});

test('what closing the tab would cost while nothing can be saved', () => {
  expect(stateNotSaved(false)).toMatch(/storage is full\. If this tab closes, training starts over\.$/);
  expect(stateNotSaved(true)).toMatch(/training goes on from where it was saved before\.$/);
});
