// Finds rows among those that were tested. Pure.

import type { StoredPredictions } from '../domain/metrics';
import type { TrainedModel } from '../domain/run';
import type { Outcome, TestedQuery, TestedRow } from '../domain/testedRows';
import { mostProbable } from './metrics';
import { chosenLabels, sigmoids } from './multiLabel';
import { predictionsOf } from './predictions';
import { softmaxRows } from './softmax';

type Evaluated = Pick<TrainedModel, 'labels' | 'thresholds'>;

/** What a search among tested rows reads: a few numbers a row, so that 100,000 rows fit with ease. */
export interface TestedIndex {
  /** Class ids, `[rows]`. */
  trueIds: Uint16Array;
  predictedIds: Uint16Array;
  /** Where a text may have several labels: 1 for each it has or was given, `[rows * classes]`; else `null`. */
  sets: { true: Uint8Array; given: Uint8Array } | null;
  /** 1 where the whole answer is right. */
  right: Uint8Array;
  /**
   * How sure the model was: the probability of the predicted class. Where a text may have several labels, that of the
   * wrong decision it was surest of, or, where all are right, of the decision it was least sure of.
   */
  confidence: Float32Array;
}

/** Reads stored predictions once, for any number of searches. */
export function indexTested(stored: StoredPredictions, model: Evaluated): TestedIndex {
  const { trueIds, trueSets, logits } = stored;
  if (trueSets) return indexSets(stored, trueSets, model);
  const classes = model.labels.length;
  const probabilities = softmaxRows(logits, classes);
  const predictedIds = mostProbable(probabilities, classes);
  return {
    trueIds,
    predictedIds,
    sets: null,
    right: Uint8Array.from(predictedIds, (id, row) => Number(id === trueIds[row])),
    confidence: Float32Array.from(
      predictedIds,
      (id, row) => probabilities[row * classes + id] ?? 0,
    ),
  };
}

function indexSets(
  { trueIds, logits }: StoredPredictions,
  trueSets: Uint8Array,
  { labels, thresholds = labels.map(() => 0.5) }: Evaluated,
): TestedIndex {
  const classes = labels.length;
  const probabilities = sigmoids(logits);
  const given = chosenLabels(probabilities, thresholds);
  const right = new Uint8Array(trueIds.length).fill(1);
  const confidence = new Float32Array(trueIds.length).fill(1);
  trueIds.forEach((_, row) => {
    let [surestWrong, unsurest] = [-1, 1];
    for (let at = row * classes; at < (row + 1) * classes; at++) {
      const probability = probabilities[at] ?? 0;
      const sure = given[at] ? probability : 1 - probability;
      if (given[at] !== trueSets[at]) surestWrong = Math.max(surestWrong, sure);
      unsurest = Math.min(unsurest, sure);
    }
    right[row] = surestWrong < 0 ? 1 : 0;
    confidence[row] = surestWrong < 0 ? unsurest : surestWrong;
  });
  return {
    ...{ trueIds, predictedIds: new Uint16Array(trueIds.length) },
    ...{ sets: { true: trueSets, given }, right, confidence },
  };
}

/** How a row came out for a label. */
function outcomeOf(index: TestedIndex, classes: number, row: number, id: number): Outcome {
  const at = row * classes + id;
  const has = index.sets?.true[at] === 1;
  const said = index.sets?.given[at] === 1;
  if (has) return said ? 'found' : 'missed';
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
  const needle = query.search.toLowerCase();
  const fits = (row: number): boolean =>
    (answers === 'all' || (answers === 'right') === (index.right[row] === 1)) &&
    (trueId === null || index.trueIds[row] === trueId) &&
    (predictedId === null || index.predictedIds[row] === predictedId) &&
    (outcome === null || outcomeOf(index, classes, row, outcome.id) === outcome.is) &&
    (needle === '' || (texts[row] ?? '').toLowerCase().includes(needle));
  const all = query.indices ?? Uint32Array.from(texts.keys());
  const found = Uint32Array.from(all.filter(fits));
  if (order === 'file') return found;
  const sign = order === 'mostConfident' ? 1 : -1;
  const sure = (row: number) => index.confidence[row] ?? 0;
  return found.sort((a, b) => sign * (sure(b) - sure(a)) || a - b);
}

/** Some tested rows with all that is known of them, in the order of their indices. */
export function testedRows(
  stored: StoredPredictions,
  index: TestedIndex,
  model: Evaluated,
  indices: Uint32Array,
): Omit<TestedRow, 'row'>[] {
  const classes = model.labels.length;
  const { trueSets } = stored;
  const at = Array.from(indices);
  const ofRow = <Values extends Float32Array | Uint8Array>(values: Values, row: number) =>
    Array.from(values.subarray(row * classes, (row + 1) * classes));
  const some: StoredPredictions = {
    modelId: stored.modelId,
    rowNumbers: indices.map((row) => stored.rowNumbers[row] ?? 0),
    texts: at.map((row) => stored.texts[row] ?? ''),
    trueIds: Uint16Array.from(at, (row) => stored.trueIds[row] ?? 0),
    ...(trueSets && { trueSets: Uint8Array.from(at.flatMap((row) => ofRow(trueSets, row))) }),
    logits: Float32Array.from(at.flatMap((row) => ofRow(stored.logits, row))),
  };
  return predictionsOf(some, model).map((prediction, row) => ({
    ...prediction,
    index: at[row] ?? 0,
    right: index.right[at[row] ?? 0] === 1,
  }));
}
