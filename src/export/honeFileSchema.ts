// What the model in a hone.json must be: the nouns of src/domain/, checked by the compiler to be the same. Fields that a
// later Hone added are let through.

import * as v from 'valibot';
import { balancings } from '../domain/balancing';
import { cleaningSteps } from '../domain/cleaning';
import { splitNames } from '../domain/splitNames';
import { droppableFindings } from '../domain/fixes';
import { listSeparators } from '../domain/labelling';
import { depths, methods, targetModuleChoices, truncations } from '../domain/recipe';
import type { FinishedModel } from '../domain/run';
import { textColumnsOf, textSeparators } from '../domain/rowText';
import { overlapRemedies } from '../domain/splitChoice';

/** A model without what means something only on the computer where it was trained. */
export type PortableModel = Omit<FinishedModel, 'id' | 'pooling'>;

const { array, boolean, exactOptional, literal, looseObject, nullable, number, picklist, string } = v;
/** An object whose fields all are numbers. */
const numbers = <const Name extends string>(...names: Name[]) => looseObject(v.entriesFromList(names, number()));

const recipe = looseObject({
  baseModel: string(),
  depth: picklist(depths),
  method: picklist(methods),
  topLayers: number(),
  loraRank: number(),
  loraAlpha: number(),
  targetModules: picklist(targetModuleChoices),
  epochs: number(),
  batchSize: number(),
  learningRate: number(),
  headLearningRate: number(),
  maxTokens: number(),
  truncation: picklist(truncations),
  seed: number(),
  weightDecay: number(),
  warmupFraction: number(),
  patience: number(),
  maxGradientNorm: number(),
  labelSmoothing: number(),
  balancing: picklist(balancings),
});

const labelling = looseObject({
  source: v.variant('kind', [
    looseObject({ kind: literal('one') }),
    looseObject({ kind: literal('ratings'), thresholds: array(number()), names: array(string()) }),
    looseObject({ kind: literal('several'), separator: picklist(listSeparators) }),
    looseObject({ kind: literal('columns'), columns: array(number()) }),
  ]),
  changes: array(looseObject({ from: string(), to: nullable(string()) })),
});

const cleaning = looseObject({
  // An unknown step left out would clean texts otherwise than training did.
  steps: array(picklist(cleaningSteps)),
  removeWords: array(string()),
  removePassages: array(string()),
  passageHashes: exactOptional(array(looseObject({ length: number(), sha256: string() }))),
});

const fix = v.variant('finding', [
  looseObject({ finding: picklist(droppableFindings), action: literal('drop') }),
  looseObject({ finding: picklist(['emptyTexts', 'duplicates']), action: literal('leave') }),
  looseObject({
    finding: literal('conflictingLabels'),
    action: picklist(['keepMostFrequent', 'drop', 'leave']),
  }),
  looseObject({
    finding: literal('otherLanguages'),
    action: literal('drop'),
    language: string(),
  }),
]);

const overlap = picklist(overlapRemedies);
const heldOut = { validation: number(), test: number(), overlap };
const grouped = { groupColumn: nullable(number()), nearDuplicatesTogether: boolean() };
const part = picklist([...splitNames, 'leftOut']);

const splitChoice = v.variant('kind', [
  looseObject({ kind: literal('random'), ...heldOut, ...grouped }),
  looseObject({ kind: literal('time'), column: number(), dayFirst: boolean(), ...heldOut }),
  looseObject({
    kind: literal('column'),
    column: number(),
    parts: array(v.tuple([string(), part])),
    overlap,
  }),
  looseObject({ kind: literal('folds'), folds: number(), ...grouped }),
]);

const preparation = looseObject({
  columns: looseObject({
    text: number(),
    label: number(),
    // Joined otherwise, new texts would be unlike those of training.
    joined: exactOptional(looseObject({ columns: array(number()), separator: picklist(textSeparators) })),
  }),
  labelling: exactOptional(labelling),
  cleaning: exactOptional(cleaning),
  fixes: exactOptional(array(fix)),
  corrections: exactOptional(array(looseObject({ row: number(), label: string() }))),
  split: exactOptional(splitChoice),
});

const splitFacts = looseObject({
  overlappingRows: number(),
  overlappingValidationRows: number(),
  remediedRows: number(),
  leftOutRows: number(),
  groups: nullable(number()),
  apart: number(),
  values: array(looseObject({ value: string(), rows: number(), part, recognized: boolean() })),
  drawn: array(picklist(splitNames)),
  time: nullable(
    looseObject({
      unreadable: number(),
      ambiguous: boolean(),
      validationFrom: string(),
      testFrom: string(),
    }),
  ),
});

const sharedMetrics = {
  rows: number(),
  accuracy: number(),
  macroPrecision: number(),
  macroRecall: number(),
  macroF1: number(),
  loss: number(),
  classes: array(
    looseObject({
      label: string(),
      precision: number(),
      recall: number(),
      f1: number(),
      support: number(),
    }),
  ),
};
const metrics = v.variant('task', [
  looseObject({
    ...sharedMetrics,
    task: literal('singleLabel'),
    confusionMatrix: array(array(number())),
  }),
  looseObject({
    ...sharedMetrics,
    task: literal('multiLabel'),
    microPrecision: number(),
    microRecall: number(),
    microF1: number(),
    hammingLoss: number(),
    counts: array(numbers('truePositive', 'falsePositive', 'falseNegative', 'trueNegative')),
  }),
]);

const rowsOfSplit = looseObject({ rows: number(), rowsPerClass: array(number()) });
const spread = numbers('mean', 'deviation');

const droppedRows = looseObject({
  emptyText: number(),
  emptyLabel: number(),
  duplicate: number(),
  conflictingLabel: number(),
  byChoice: exactOptional(
    array(
      looseObject({
        reason: picklist([...droppableFindings, 'otherLanguages', 'droppedLabels']),
        rows: number(),
      }),
    ),
  ),
});

const model = looseObject({
  name: string(),
  createdAt: number(),
  labels: array(string()),
  task: picklist(['singleLabel', 'multiLabel']),
  thresholds: exactOptional(array(number())),
  unsureBelow: exactOptional(number()),
  base: looseObject({ name: string(), hub: nullable(string()), license: string() }),
  notes: array(string()),
  dataSetName: string(),
  textColumn: string(),
  textColumns: exactOptional(array(string())),
  preparation,
  rowsRead: number(),
  dropped: droppedRows,
  splitCounts: looseObject({ train: rowsOfSplit, validation: rowsOfSplit, test: rowsOfSplit }),
  split: looseObject({ choice: splitChoice, column: nullable(string()), facts: splitFacts }),
  recipe,
  compute: looseObject({
    kind: picklist(['webgpu', 'wasm']),
    adapter: string(),
    threads: number(),
    why: string(),
  }),
  seconds: numbers('importing', 'tokenizing', 'loadingModel', 'encoding', 'training', 'evaluating'),
  truncatedTexts: number(),
  history: array(numbers('step', 'epoch', 'trainLoss', 'learningRate', 'validationLoss', 'validationMacroF1')),
  bestEpoch: number(),
  stoppedEarly: boolean(),
  metrics,
  crossValidation: exactOptional(
    looseObject({
      folds: array(numbers('rows', 'accuracy', 'macroF1')),
      accuracy: spread,
      macroF1: spread,
    }),
  ),
  contrastive: exactOptional(
    looseObject({
      kept: picklist(['contrastive', 'head']),
      folds: number(),
      rows: number(),
      right: numbers('contrastive', 'head'),
    }),
  ),
  calibration: looseObject({
    temperature: number(),
    rows: number(),
    outcome: picklist(['fitted', 'atBound', 'tooFewRows']),
    before: numbers('expectedCalibrationError', 'loss'),
  }),
  tfidf: exactOptional(
    numbers('inversePenalty', 'terms', 'trainingRows', 'allTrainingRows', 'accuracy', 'macroF1', 'seconds'),
  ),
});

/** The model in a hone.json: what each field must be, and that they agree on the number of labels and text columns. */
export const portableModel: v.GenericSchema<unknown, PortableModel> = v.pipe(
  model,
  v.check(
    ({ labels: { length }, task, thresholds, metrics, textColumns, preparation: { columns } }) =>
      length >= 2 &&
      metrics.task === task &&
      metrics.classes.length === length &&
      (thresholds === undefined || thresholds.length === length) &&
      (textColumns?.length ?? 1) === textColumnsOf(columns).length,
  ),
);
