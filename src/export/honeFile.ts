// hone.json of an exported model: what a classifier of My models knows of itself besides its weights, so that `Add a model
// from disk` brings it back. No text of the user's rows is in it.

import { cleaningSteps, type TextCleaning } from '../domain/cleaning';
import { truncations } from '../domain/recipe';
import type { EvaluatedModel, FinishedModel } from '../domain/run';
import type { ClassifierLabels, TaskType } from '../domain/task';

/** Goes up when an older Hone could not read the file rightly. */
const formatVersion = 1;

/** A model without what means something only on the computer where it was trained. */
export type PortableModel = Omit<FinishedModel, 'id' | 'pooling'>;

/** What a hone.json says, or why it can't be used, in a sentence. */
export type ReadHoneFile = { model: PortableModel } | { problem: string };

export function honeFile(trained: EvaluatedModel, honeVersion: string): string {
  const here = ['id', 'origin', 'dataSetId', 'preparedSetId', 'pooling'];
  const model = Object.fromEntries(Object.entries(trained).filter(([key]) => !here.includes(key)));
  return `${JSON.stringify({ formatVersion, honeVersion, model })}\n`;
}

/**
 * Reads a hone.json.
 *
 * @param own the labels and the task that the model's config.json names
 */
export function readHoneFile(text: string, own: ClassifierLabels): ReadHoneFile {
  const file = parsed(text);
  if (!isRecord(file) || typeof file['formatVersion'] !== 'number') {
    return { problem: unreadable('is not readable') };
  }
  if (file['formatVersion'] > formatVersion) {
    return {
      problem:
        'Its hone.json was written by a newer Hone: its numbers, and how its texts were cleaned, are not known here. Reload Hone to get the newer version, and add the model again.',
    };
  }
  const { model } = file;
  if (!isPortableModel(model)) return { problem: unreadable('is not as Hone wrote it') };
  const sameLabels = JSON.stringify(model.labels) === JSON.stringify(own.labels);
  const sameTask = model.task === own.task;
  if (!sameLabels || !sameTask) {
    return { problem: unreadable('speaks of other labels than its config.json') };
  }
  return { model };
}

function unreadable(why: string): string {
  return `Its hone.json ${why}: its numbers, and how its texts were cleaned, are not known. Add the download as it was to have them back.`;
}

const counts = { rows: 0, rowsPerClass: [0] };
const seconds = {
  ...{ importing: 0, tokenizing: 0, loadingModel: 0 },
  ...{ encoding: 0, training: 0, evaluating: 0 },
};
const point = {
  ...{ step: 0, epoch: 0, trainLoss: 0, learningRate: 0 },
  ...{ validationLoss: 0, validationMacroF1: 0 },
};

/** What must be there, each value standing for its kind and an array's first for all. */
const needed = {
  ...{ name: '', createdAt: 0, dataSetName: '', rowsRead: 0, labels: [''], task: '' },
  dropped: { emptyText: 0, emptyLabel: 0, duplicate: 0, conflictingLabel: 0 },
  splitCounts: { train: counts, validation: counts, test: counts },
  recipe: {
    ...{ baseModel: '', depth: '', method: '', topLayers: 0, loraRank: 0, loraAlpha: 0 },
    ...{ targetModules: '', epochs: 0, batchSize: 0, learningRate: 0, headLearningRate: 0 },
    ...{ maxTokens: 0, truncation: '', seed: 0, weightDecay: 0, warmupFraction: 0, patience: 0 },
    ...{ maxGradientNorm: 0, labelSmoothing: 0, balancing: '' },
  },
  ...{ textColumn: '', notes: [''], base: { name: '', license: '' } },
  preparation: { columns: { text: 0, label: 0 } },
  split: { choice: { kind: '' }, facts: { overlappingRows: 0, values: [{ value: '' }] } },
  calibration: {
    ...{ temperature: 0, rows: 0, outcome: '' },
    before: { expectedCalibrationError: 0, loss: 0 },
  },
  compute: { kind: '', adapter: '', threads: 0, why: '' },
  ...{ seconds, truncatedTexts: 0, history: [point], bestEpoch: 0, stoppedEarly: false },
  metrics: {
    ...{ rows: 0, accuracy: 0, macroPrecision: 0, macroRecall: 0, macroF1: 0, loss: 0 },
    ...{ task: '', classes: [{ label: '', precision: 0, recall: 0, f1: 0, support: 0 }] },
  },
};

const counted = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
const neededOfTask: Readonly<Record<TaskType, Record<string, unknown>>> = {
  singleLabel: { confusionMatrix: [[0]] },
  multiLabel: {
    ...{ microPrecision: 0, microRecall: 0, microF1: 0, hammingLoss: 0 },
    counts: [counted],
  },
};

/** What may be there. A base model's name on the hub is a string or null. */
const possible = {
  ...{ thresholds: [0], unsureBelow: 0, tfidf: {} },
  crossValidation: {
    folds: [{ rows: 0, accuracy: 0, macroF1: 0 }],
    accuracy: { mean: 0, deviation: 0 },
    macroF1: { mean: 0, deviation: 0 },
  },
};

function isPortableModel(value: unknown): value is PortableModel {
  if (!isRecord(value) || !isLike(needed, value)) return false;
  for (const [key, like] of Object.entries(possible)) {
    if (value[key] !== undefined && !isLike(like, value[key])) return false;
  }
  const { labels, task, metrics, thresholds, preparation, recipe } = value;
  const cleaning = isRecord(preparation) ? preparation['cleaning'] : undefined;
  const truncation = isRecord(recipe) ? recipe['truncation'] : null;
  const count = Array.isArray(labels) ? labels.length : 0;
  return (
    count >= 2 &&
    isRecord(metrics) &&
    metrics['task'] === task &&
    (task === 'singleLabel' || task === 'multiLabel') &&
    isLike(neededOfTask[task], metrics) &&
    lengthOf(metrics['classes']) === count &&
    (thresholds === undefined || lengthOf(thresholds) === count) &&
    truncations.some((choice) => choice === truncation) &&
    (cleaning === undefined || isCleaning(cleaning))
  );
}

function isCleaning(value: unknown): value is TextCleaning {
  if (!isLike({ steps: [''], removeWords: [''], removePassages: [''] }, value)) return false;
  if (!isRecord(value) || !Array.isArray(value['steps'])) return false;
  return value['steps'].every((step) => cleaningSteps.some((known) => known === step));
}

/** Whether a value has all that another has, of the same kinds. */
function isLike(like: unknown, value: unknown): boolean {
  if (Array.isArray(like)) {
    return Array.isArray(value) && value.every((own) => isLike(like[0], own));
  }
  if (isRecord(like)) {
    return isRecord(value) && Object.entries(like).every(([key, own]) => isLike(own, value[key]));
  }
  return typeof value === typeof like;
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
