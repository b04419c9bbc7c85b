// Finds rows among those that were tested. Pure.

import { elementAt } from '../domain/element';
import type { PredictedRows } from '../domain/metrics';
import type { ClassifierLabels, Targets, TaskType } from '../domain/task';
import type { Outcome, TestedQuery, TestedRow } from '../domain/testedRows';
import { takeRows } from '../tasks/targets';
import { taskOf } from '../tasks/taskOf';
import { predictionsOf } from './predictions';

/** What a search among tested rows reads: a few numbers a row, so that 100,000 rows fit with ease. */
export interface TestedIndex {
  task: TaskType;
  /** The true labels. */
  targets: Targets;
  /** The labels that the model gave. */
  answers: Targets;
  /** 1 where the whole answer is right. */
  right: Uint8Array;
  /** How sure the model was of what made the answer right or wrong. */
  confidence: Float32Array;
}

/** Reads stored predictions once, for any number of searches. */
export function indexTested(stored: PredictedRows, model: ClassifierLabels): TestedIndex {
  const task = taskOf(model.task);
  const { targets, logits, texts } = stored;
  const classes = model.labels.length;
  const width = task.width(classes);
  const probabilities = task.probabilities(logits, classes);
  const answers = task.decide(probabilities, model);
  const right = new Uint8Array(texts.length).fill(1);
  answers.forEach((own, at) => {
    if (own !== targets[at]) right[Math.floor(at / width)] = 0;
  });
  const confidence = task.confidence(probabilities, targets, answers, classes);
  return { task: model.task, targets, answers, right, confidence };
}

/** How a row came out for a label. */
function outcomeOf(index: TestedIndex, classes: number, row: number, id: number): Outcome {
  const { has } = taskOf(index.task);
  const said = has(index.answers, row, id, classes);
  if (has(index.targets, row, id, classes)) return said ? 'found' : 'missed';
  return said ? 'wronglyGiven' : 'rightlyNotGiven';
}

/** The indices of the rows that a query asks for, in its order; equally sure ones in the file's. */
export function findTested(
  index: TestedIndex,
  texts: string[],
  classes: number,
  query: TestedQuery,
): Uint32Array<ArrayBuffer> {
  const { answers, trueId, predictedId, outcome, order } = query;
  const { has } = taskOf(index.task);
  const needle = query.search.toLowerCase();
  const fits = (row: number): boolean =>
    (answers === 'all' || (answers === 'right') === (index.right[row] === 1)) &&
    (trueId === null || has(index.targets, row, trueId, classes)) &&
    (predictedId === null || has(index.answers, row, predictedId, classes)) &&
    (outcome === null || outcomeOf(index, classes, row, outcome.id) === outcome.is) &&
    (needle === '' || elementAt(texts, row).toLowerCase().includes(needle));
  const all = query.indices ?? Uint32Array.from(texts.keys());
  const found = Uint32Array.from(all.filter(fits));
  if (order === 'file') return found;
  const sign = order === 'mostConfident' ? 1 : -1;
  const sure = (row: number) => elementAt(index.confidence, row);
  return found.sort((a, b) => sign * (sure(b) - sure(a)) || a - b);
}

/** Some tested rows with all that is known of them, in the order of their indices. */
export function testedRows(
  stored: PredictedRows,
  index: TestedIndex,
  model: ClassifierLabels,
  indices: Uint32Array,
): Omit<TestedRow, 'row'>[] {
  const classes = model.labels.length;
  const at = Array.from(indices);
  const ofRow = (values: Float32Array, row: number) => Array.from(values.subarray(row * classes, (row + 1) * classes));
  const some: PredictedRows = {
    rowNumbers: indices.map((row) => elementAt(stored.rowNumbers, row)),
    texts: at.map((row) => elementAt(stored.texts, row)),
    task: stored.task,
    targets: takeRows(stored.targets, at, taskOf(stored.task).width(classes)),
    logits: Float32Array.from(at.flatMap((row) => ofRow(stored.logits, row))),
  };
  return predictionsOf(some, model).map((prediction, row) => ({
    ...prediction,
    index: elementAt(at, row),
    right: index.right[elementAt(at, row)] === 1,
  }));
}
