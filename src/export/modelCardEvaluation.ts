// What a model card says of how far the model's numbers can be trusted.

import type { Estimate, Evaluation, Baseline, Verdict } from '../domain/evaluation';
import type { EvaluatedModel } from '../domain/run';
import { table } from './modelCardTables';
import { percent } from '../words/numbers';

const baselineNames: Record<Baseline['name'], string> = {
  majority: 'Most frequent answer, always',
  tfidf: 'Word counts (TF-IDF, logistic regression)',
};

const verdicts: Record<Verdict, string> = {
  better: 'better beyond chance',
  even: 'the difference could be chance',
  worse: 'worse beyond chance',
};

/** The model beside simpler ways on the same rows, with 95 % intervals. */
export function comparisonNote(model: EvaluatedModel, evaluation: Evaluation | undefined): string {
  if (!evaluation) return '';
  const { metrics, tfidf: facts } = model;
  const cells = ({ value, interval }: Estimate) =>
    interval ? `${percent(value)} (${percent(interval.low)} to ${percent(interval.high)})` : percent(value);
  const row = (name: string, { accuracy, microF1, macroF1 }: Evaluation['estimates']) => [
    ...[name, cells(accuracy)],
    ...(metrics.task === 'multiLabel' ? [cells(microF1)] : []),
    cells(macroF1),
  ];
  const head = [
    ...['', metrics.task === 'multiLabel' ? 'All labels right' : 'Accuracy'],
    ...(metrics.task === 'multiLabel' ? ['Micro F1'] : []),
    ...['Macro F1', 'This model is'],
  ];
  const rows = [
    ...evaluation.baselines.map(({ name, estimates, verdict }) => [
      ...row(baselineNames[name], estimates),
      verdicts[verdict],
    ]),
    [...row('This model', evaluation.estimates), ''],
  ];
  const learned = facts
    ? ` The word counts learned from ${facts.trainingRows} of the ${facts.allTrainingRows} training rows.`
    : '';
  return `
Compared with simpler ways on the same rows; in brackets 95 % intervals (percentile bootstrap over rows).${learned}

${table(head, rows)}
`;
}

/** Whether its probabilities mean what they say. */
export function calibrationNote(model: EvaluatedModel, evaluation: Evaluation | undefined): string {
  if (!evaluation) return '';
  const { calibration, metrics } = model;
  const { expectedCalibrationError, errorByChance } = evaluation.reliability;
  const error = `Expected calibration error ${percent(expectedCalibrationError)} (15 bins; chance alone would show up to ${percent(errorByChance)}), log loss ${metrics.loss.toFixed(3)}`;
  if (calibration.outcome === 'tooFewRows') {
    return `\n${error}. The probabilities are as training left them.\n`;
  }
  const { temperature, rows, before } = calibration;
  return `
${error}. The logits are divided by a temperature of ${temperature.toFixed(3)}, fitted on ${rows} validation rows (Guo et al.
2017); it is part of the weights here. Before: ${percent(before.expectedCalibrationError)} and ${before.loss.toFixed(3)}.
`;
}

/** From which confidence on the model answers by itself. */
export function unsureNote({ unsureBelow, task }: EvaluatedModel, evaluation: Evaluation | undefined): string {
  if (unsureBelow === undefined) return '';
  const confidence = task === 'multiLabel' ? 'the least of max(p, 1 − p) over the labels' : 'the highest probability';
  return `
**When unsure, ask a person:** leave a text to a person when its confidence, ${confidence}, is below
${unsureBelow} (also \`hone_unsure_below\` in config.json).${evaluation ? ` ${coverage(evaluation, unsureBelow)}` : ''}
`;
}

function coverage({ certainties: { certainty, right } }: Evaluation, unsureBelow: number): string {
  const answered = certainty.filter((own) => own >= unsureBelow).length;
  if (answered === 0) return 'It then answers none of the test texts.';
  const share = percent(answered / certainty.length);
  return `It then answers ${share} of the test texts, ${percent((right[answered - 1] ?? 0) / answered)} of them correctly.`;
}
