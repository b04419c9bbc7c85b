// From stored predictions to how far the model's numbers can be trusted.

import type { StoredPredictions } from '../domain/metrics';
import type { Estimates, Evaluation, LabelCurves, Baseline, Verdict } from '../domain/evaluation';
import type { FinishedModel } from '../domain/run';
import type { ClassifierLabels, Targets } from '../domain/task';
import { takeRows } from '../tasks/targets';
import { taskOf } from '../tasks/taskOf';
import { bootstrap, outcomesOf, type Outcomes } from './bootstrap';
import { certainties } from './certainty';
import { labelCurves } from './curves';
import { reliability } from './reliability';

export type EvaluatedModel = Pick<FinishedModel, 'labels' | 'task' | 'thresholds' | 'splitCounts' | 'recipe'>;

/** Intervals, simpler ways on the same rows, reliability, and certainty by row. */
export function evaluationOf(stored: StoredPredictions, model: EvaluatedModel): Evaluation {
  const { labels, recipe } = model;
  const task = taskOf(model.task);
  const outcomes = (answers: Targets) => outcomesOf(stored, answers, labels.length);
  const probabilities = task.probabilities(stored.logits, labels.length);
  const own = outcomes(task.decide(probabilities, model));
  const baselines: { name: Baseline['name']; outcomes: Outcomes }[] = [
    { name: 'majority', outcomes: outcomes(majorityAnswers(stored.texts.length, model)) },
  ];
  if (stored.tfidf) baselines.push({ name: 'tfidf', outcomes: outcomes(stored.tfidf) });
  const [first, ...others] = bootstrap([own, ...baselines.map(({ outcomes }) => outcomes)], recipe.seed);
  if (!first) throw new RangeError('Nothing was resampled.');
  return {
    estimates: first.estimates,
    baselines: baselines.flatMap(({ name }, at) => {
      const found = others[at];
      return found ? [{ name, ...found, verdict: verdictOf(found.ahead) }] : [];
    }),
    reliability: reliability(stored, probabilities, labels.length),
    certainties: certainties(task.certainty(probabilities, labels.length), own.right),
  };
}

/** The curves of one label against all others, on the test rows. */
export function curvesOf(stored: StoredPredictions, { labels, task }: ClassifierLabels, label: number): LabelCurves {
  const probabilities = taskOf(task).probabilities(stored.logits, labels.length);
  return labelCurves(stored, probabilities, labels.length, label);
}

/** Always the answer that is right most often on the training rows. */
function majorityAnswers(rows: number, { task, splitCounts }: EvaluatedModel): Targets {
  const answer = taskOf(task).majority(splitCounts.train);
  return takeRows(answer, new Uint8Array(rows), answer.length);
}

/** Ahead in accuracy or in macro F1 by more than chance, and behind in neither. */
function verdictOf({ accuracy, macroF1 }: Estimates): Verdict {
  const intervals = [accuracy, macroF1].flatMap(({ interval }) => (interval ? [interval] : []));
  const ahead = intervals.some(({ low }) => low > 0);
  const behind = intervals.some(({ high }) => high < 0);
  if (ahead === behind) return 'even';
  return ahead ? 'better' : 'worse';
}
