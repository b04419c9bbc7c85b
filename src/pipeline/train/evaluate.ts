// labelled rows and a model → what it says of them and how good that is. Of any model: a run that just ended, or one that
// was kept.

import type { Calibration, TfidfBaseline } from '../../domain/evaluation';
import { isAbort } from '../../domain/failures';
import type { CrossValidation, Metrics, PredictedRows } from '../../domain/metrics';
import type { ReportProgress } from '../../domain/progress';
import type { Targets } from '../../domain/task';
import { singleRows } from '../../data/split/rowGroups';
import { rowNumberInFile, type PreparedSet } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import { compareFolds } from '../../evaluation/folds';
import { reliability } from '../../evaluation/reliability';
import type { Pause } from '../../jobs/pause';
import type { DecisionRule } from '../../tasks/task';
import { taskOf } from '../../tasks/taskOf';
import { readTexts } from '../data/preparedTexts';
import { answerByTfidf, type TfidfAnswers } from './answerByTfidf';
import type { CalibratedRun } from './calibrateRun';
import { examplesOf, targetsOf, truthOf } from './trainingExamples';
import type { TrainingInputs } from './trainingInputs';

/** Rows whose true labels are known, their texts as a model reads them: cleaned. */
export type LabelledRows = Omit<PredictedRows, 'logits'>;

/** What a model says of texts, `[texts * classes]`. */
export type LogitsOf = (texts: string[]) => Promise<Float32Array<ArrayBuffer>>;

export interface EvaluatedRows {
  predictions: PredictedRows;
  metrics: Metrics;
}

/** What any model says of any labelled rows. @throws what `logitsOf` throws */
export async function evaluate(model: DecisionRule, rows: LabelledRows, logitsOf: LogitsOf): Promise<EvaluatedRows> {
  const logits = await logitsOf(rows.texts);
  const metrics = taskOf(rows.task).metrics(rows.targets, logits, model);
  return { predictions: { ...rows, logits }, metrics };
}

/** What is known of a run after its evaluation. */
export interface EvaluatedRun extends EvaluatedRows {
  thresholds: number[] | undefined;
  crossValidation: CrossValidation | undefined;
  calibration: Calibration;
  /** Absent where it was stopped or failed. */
  tfidf: { facts: TfidfBaseline; answers: Targets } | undefined;
  notes: string[];
}

interface EvaluationRoom {
  /** Draws the rows that word counts learn from. */
  seed: number;
  pause: Pause;
  onProgress: ReportProgress;
}

/**
 * Evaluates a run on its test rows, with folds on all, beside word counts that learned from the same rows.
 *
 * @param tested of `testedRows`, read before the run
 */
export async function evaluateRun(
  finished: CalibratedRun,
  set: PreparedSet,
  tested: LabelledRows,
  room: EvaluationRoom,
): Promise<EvaluatedRun> {
  const { labels, folds } = set;
  const validation = targetsOf(set, examplesOf(set, 'validation'));
  const task = taskOf(set.task);
  const thresholds = task.bestThresholds(validation, finished.validationLogits, labels.length);
  const rule = { labels, ...(thresholds && { thresholds }) };
  const rows = await evaluate(rule, tested, () => Promise.resolve(finished.testLogits));
  const notes: string[] = [];
  const tfidf = await compareWithTfidf(set, tested, notes, room);
  return {
    ...rows,
    thresholds,
    notes,
    tfidf: tfidf ?? undefined,
    crossValidation: folds ? compareFolds(tested, finished.testLogits, folds.tests, rule) : undefined,
    calibration: calibrationOf(finished, tested, labels),
  };
}

/** The tested rows with their texts: those of the test split, with folds all. */
export async function testedRows({ set, dataSet }: Omit<TrainingInputs, 'texts'>): Promise<LabelledRows> {
  const examples = set.folds ? singleRows(set.rows.length) : examplesOf(set, 'test');
  const rows = examples.map((example) => elementAt(set.rows, example));
  const texts: string[] = [];
  for await (const piece of readTexts(set, rows)) texts.push(...piece);
  const rowNumbers = rows.map((row) => rowNumberInFile(row, dataSet));
  return { rowNumbers, texts, ...truthOf(set, examples) };
}

/** What word counts would answer. A run is not lost for want of them: when it fails, a note says why. */
async function compareWithTfidf(
  set: PreparedSet,
  tested: LabelledRows,
  notes: string[],
  room: EvaluationRoom,
): Promise<TfidfAnswers | null> {
  const read = (rows: Uint32Array) => readTexts(set, rows);
  try {
    return await answerByTfidf({ ...room, set, read, testTexts: tested.texts, truth: tested });
  } catch (error) {
    if (!isAbort(error)) notes.push(`Word counts could not be compared with: ${String(error)}.`);
    return null;
  }
}

/** What the temperature is, and what it was good for. */
function calibrationOf(
  { calibration, testLogitsBefore }: CalibratedRun,
  truth: LabelledRows,
  labels: string[],
): Calibration {
  const task = taskOf(truth.task);
  const probabilities = task.probabilities(testLogitsBefore, labels.length);
  const { expectedCalibrationError } = reliability(truth, probabilities, labels.length);
  const { loss } = task.metrics(truth.targets, testLogitsBefore, { labels });
  return { ...calibration, before: { expectedCalibrationError, loss } };
}
