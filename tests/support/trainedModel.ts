// A finished run's record, for tests of what is made of it.

import { fromCatalogue } from '../../src/domain/catalogue';
import { defaultSplit, noSplitFacts } from '../../src/domain/splitChoice';
import { defaultRecipe } from '../../src/domain/recipe';
import type { ModelTrainedHere } from '../../src/domain/run';

/** The record of a model that was trained on eight rows a split. */
export function trainedModel(labels: string[]): ModelTrainedHere {
  const counts = { rows: 8, rowsPerClass: labels.map(() => 8 / labels.length) };
  const { hub = null, license = '' } = fromCatalogue(defaultRecipe.baseModel) ?? {};
  return {
    origin: 'trained',
    id: 'm',
    name: 'reviews',
    createdAt: Date.UTC(2026, 10, 24),
    dataSetId: 'd',
    dataSetName: 'reviews.csv',
    preparedSetId: 'p',
    rowsRead: 30,
    dropped: { emptyText: 1, emptyLabel: 2, duplicate: 3, conflictingLabel: 0 },
    splitCounts: { train: counts, validation: counts, test: counts },
    labels,
    task: 'singleLabel',
    textColumn: 'text',
    preparation: { columns: { text: 0, label: 1 } },
    split: { choice: defaultSplit, column: null, facts: noSplitFacts },
    recipe: { ...defaultRecipe },
    pooling: 'firstAndMean',
    base: { name: defaultRecipe.baseModel, hub, license },
    notes: [],
    calibration: {
      temperature: 1,
      rows: 8,
      outcome: 'tooFewRows',
      before: { expectedCalibrationError: 0.1, loss: 0.6 },
    },
    compute: { kind: 'wasm', adapter: 'processor', threads: 2, why: '' },
    seconds: { importing: 1, tokenizing: 1, loadingModel: 1, encoding: 1, training: 1, evaluating: 1 },
    truncatedTexts: 4,
    bestEpoch: 1,
    stoppedEarly: false,
    history: [{ step: 1, epoch: 1, trainLoss: 1, learningRate: 1e-4, validationLoss: 0.9, validationMacroF1: 0.5 }],
    metrics: {
      task: 'singleLabel',
      rows: 8,
      accuracy: 0.75,
      macroPrecision: 0.7,
      macroRecall: 0.7,
      macroF1: 0.7,
      loss: 0.6,
      classes: labels.map((label) => ({ label, precision: 1, recall: 0.5, f1: 0.66, support: 2 })),
      confusionMatrix: labels.map((_, row) => labels.map((__, at) => (row === at ? 2 : 0))),
    },
  };
}
