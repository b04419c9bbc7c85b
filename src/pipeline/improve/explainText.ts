// A trained model and a text → which of its words mattered.

import type { ComputeChoice } from '../../domain/compute';
import { elementAt } from '../../domain/element';
import type { ReportProgress } from '../../domain/progress';
import type { Explanation, Occlusions } from '../../domain/explanation';
import type { TrainedModel } from '../../domain/run';
import { attributionsOf } from '../../evaluation/attributions';
import { logitsOfExamples } from '../../inference/examples';
import { meanOfRows, packWindows } from '../../inference/windows';
import { getModel } from '../../storage/models';
import type { Engine } from '../train/engine';
import { breathe } from '../../jobs/breathe';

/** Who asks, and where the device is. */
export interface Question {
  engine: Engine;
  modelId: string;
  compute: ComputeChoice;
  signal: AbortSignal;
  onProgress: ReportProgress;
}

/**
 * Classifies a text and the text without each of its parts.
 *
 * @throws AbortError when stopped; Failure `ModelMissing`, `NoComputeBackend`
 */
export async function explainText(
  { engine, modelId, compute, signal, onProgress }: Question,
  { windows, variants, ...occluded }: Occlusions,
): Promise<Explanation> {
  const model = await getModel(modelId);
  const ready = await engine.prepare(compute, model.recipe.baseModel, onProgress);
  const classifier = await engine.loadClassifier(modelId, ready);
  const total = windows.length;
  onProgress({ job: 'Explaining', done: 0, total });
  const onDone = (done: number) => onProgress({ job: 'Explaining', done, total });
  const logits = await logitsOfExamples(
    classifier,
    { texts: packWindows([windows]), cache: 'none' },
    Uint32Array.from(windows.keys()),
    { breathe: () => breathe(signal), onDone },
  );
  const classes = model.labels.length;
  const ofVariants = variants.flatMap((own) => Array.from(meanOfRows(logits, own, classes)));
  const attributions = attributionsOf(Float32Array.from(ofVariants), classes, model.task);
  return {
    ...occluded,
    labels: model.labels,
    answer: answerOf(attributions.probabilities, model),
    ...attributions,
  };
}

/** The surest of the labels that are given; where none is, the most probable. */
function answerOf(probabilities: number[], { thresholds }: Pick<TrainedModel, 'thresholds'>): number {
  const given = probabilities.map((probability, id) =>
    thresholds && probability < elementAt(thresholds, id) ? probability - 1 : probability,
  );
  return Math.max(0, given.indexOf(Math.max(...given)));
}
