// From stored predictions to how far the model's numbers can be trusted.

import type { StoredPredictions } from '../domain/metrics';
import type { Estimates, Evaluation, LabelCurves, Baseline, Verdict } from '../domain/evaluation';
import type { TrainedModel } from '../domain/run';
import { bootstrap, outcomesOfIds, outcomesOfSets, type Outcomes } from './bootstrap';
import { certainties, certaintyOf } from './certainty';
import { labelCurves } from './curves';
import { probabilitiesOf } from './evaluate';
import { mostProbable } from './metrics';
import { chosenLabels } from './multiLabel';
import { reliability } from './reliability';

export type EvaluatedModel = Pick<
  TrainedModel,
  'labels' | 'task' | 'thresholds' | 'splitCounts' | 'recipe'
>;

/** Intervals, simpler ways on the same rows, reliability, and certainty by row. */
export function evaluationOf(stored: StoredPredictions, model: EvaluatedModel): Evaluation {
  const { labels, task = 'singleLabel', recipe } = model;
  const probabilities = probabilitiesOf(stored.logits, labels.length, task);
  const own = outcomesOfModel(stored, probabilities, model);
  const baselines: { name: Baseline['name']; outcomes: Outcomes }[] = [
    { name: 'majority', outcomes: outcomesOfMajority(stored, model) },
  ];
  const { tfidf } = stored;
  if (tfidf) baselines.push({ name: 'tfidf', outcomes: outcomesOf(stored, tfidf, labels.length) });
  const [first, ...others] = bootstrap(
    [own, ...baselines.map(({ outcomes }) => outcomes)],
    recipe.seed,
  );
  if (!first) throw new RangeError('Nothing was resampled.');
  return {
    estimates: first.estimates,
    baselines: baselines.flatMap(({ name }, at) => {
      const found = others[at];
      return found ? [{ name, ...found, verdict: verdictOf(found.ahead) }] : [];
    }),
    reliability: reliability(stored, probabilities, labels.length),
    certainties: certainties(certaintyOf(probabilities, labels.length, task), own.right),
  };
}

/** The curves of one label against all others, on the test rows. */
export function curvesOf(
  stored: StoredPredictions,
  { labels, task = 'singleLabel' }: EvaluatedModel,
  label: number,
): LabelCurves {
  const probabilities = probabilitiesOf(stored.logits, labels.length, task);
  return labelCurves(stored, probabilities, labels.length, label);
}

/** Answers of any kind beside the truth. */
export function outcomesOf(
  { trueIds, trueSets }: Pick<StoredPredictions, 'trueIds' | 'trueSets'>,
  answers: { predictedIds: Uint16Array; predictedSets?: Uint8Array },
  labelCount: number,
): Outcomes {
  const { predictedIds, predictedSets } = answers;
  if (trueSets && predictedSets) return outcomesOfSets(trueSets, predictedSets, labelCount);
  return outcomesOfIds(trueIds, predictedIds, labelCount);
}

function outcomesOfModel(
  stored: StoredPredictions,
  probabilities: Float32Array,
  { labels, thresholds = labels.map(() => 0.5) }: EvaluatedModel,
): Outcomes {
  if (!stored.trueSets) {
    const predictedIds = mostProbable(probabilities, labels.length);
    return outcomesOf(stored, { predictedIds }, labels.length);
  }
  const predictedSets = chosenLabels(probabilities, thresholds);
  return outcomesOf(stored, { predictedIds: new Uint16Array(), predictedSets }, labels.length);
}

/** Always the most frequent label of the training rows; of several, those that most of these rows have. */
function outcomesOfMajority(
  stored: StoredPredictions,
  { labels, splitCounts }: EvaluatedModel,
): Outcomes {
  const { rows, rowsPerClass } = splitCounts.train;
  const classes = labels.length;
  if (stored.trueSets) {
    const predictedSets = stored.trueSets.map((_, at) =>
      (rowsPerClass[at % classes] ?? 0) > rows / 2 ? 1 : 0,
    );
    return outcomesOf(stored, { predictedIds: new Uint16Array(), predictedSets }, classes);
  }
  const most = rowsPerClass.indexOf(Math.max(...rowsPerClass));
  const predictedIds = new Uint16Array(stored.trueIds.length).fill(Math.max(0, most));
  return outcomesOf(stored, { predictedIds }, classes);
}

/** Ahead in accuracy or in macro F1 by more than chance, and behind in neither. */
function verdictOf({ accuracy, macroF1 }: Estimates): Verdict {
  const intervals = [accuracy, macroF1].flatMap(({ interval }) => (interval ? [interval] : []));
  const ahead = intervals.some(({ low }) => low > 0);
  const behind = intervals.some(({ high }) => high < 0);
  if (ahead === behind) return 'even';
  return ahead ? 'better' : 'worse';
}
