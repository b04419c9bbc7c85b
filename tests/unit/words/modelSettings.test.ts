import { expect, test } from 'vitest';
import type { Preparation } from '../../../src/domain/preparation';
import { defaultRecipe } from '../../../src/domain/recipe';
import type { TrainedModel } from '../../../src/domain/run';
import { compareSettings } from '../../../src/words/modelSettings';
import { defaultFolds, defaultSplit, noSplitFacts } from '../../../src/domain/splitChoice';
import { trainedModel } from '../../support/trainedModel';

const model = trainedModel(['a', 'b']);
const columns = { text: 0, label: 1 };
const madeOf = (preparation: Preparation) => ({ ...model, preparation });
const different = (...models: (typeof model)[]) =>
  compareSettings(models)
    .filter(({ differs }) => differs)
    .map(({ name, values }) => [name, ...values]);

test('models that were made in the same way differ in nothing', () => {
  expect(different(madeOf({ columns }), madeOf({ columns }))).toEqual([]);
});

test('what was changed in the data is named, also where words say the same', () => {
  const corrected = (row: number) => madeOf({ columns, corrections: [{ row, label: 'a' }] });
  expect(different(madeOf({ columns }), corrected(3))).toEqual([
    ['Changes to the data', 'none', 'One label was corrected by hand'],
  ]);
  expect(different(corrected(3), corrected(4))).toHaveLength(1);
});

test('the kind of split is named', () => {
  const drawn = { choice: defaultSplit, column: null, facts: noSplitFacts };
  const folds = { choice: defaultFolds, column: null, facts: noSplitFacts };
  expect(different({ ...model, split: drawn }, { ...model, split: folds })).toEqual([
    ['Split', 'drawn, 10 % validation, 10 % test', '5 folds'],
  ]);
});

test('of a model from elsewhere only what is known is said', () => {
  const { id, name, createdAt, labels, task, pooling, base, notes } = model;
  const added: TrainedModel = {
    origin: 'added',
    id,
    name,
    createdAt,
    labels,
    task,
    pooling,
    base,
    notes,
    recipe: { baseModel: base.name, maxTokens: 128, truncation: 'start' },
  };
  const settings = compareSettings([model, added]);
  const of = (wanted: string) => settings.find((setting) => setting.name === wanted)?.values;
  expect(of('Max tokens')).toEqual(['128', '128']);
  expect(of('Training rows')).toEqual(['8', '']);
  expect(of('Learning rate')).toEqual([String(defaultRecipe.learningRate), '']);
  expect(of('Best epoch')).toEqual(['1 of 1', '']);
});
