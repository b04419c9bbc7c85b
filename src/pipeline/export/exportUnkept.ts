// A finished model that could not be stored → files, from memory.

import type { ComputeChoice } from '../../domain/compute';
import { defaultExport } from '../../domain/exportParts';
import type { ReportProgress } from '../../domain/progress';
import type { UnkeptModel } from '../../domain/run';
import { holdModel } from '../../storage/models';
import type { Tokenizers } from '../data/tokenizeDataSet';
import type { Engine } from '../train/engine';
import { sampleOf } from './checkAnswers';
import { exportModel, type ExportedModel } from './exportModel';

/**
 * The model as a zip, checked as any other.
 *
 * @throws Failure `CannotExport` when it answers otherwise than the model; AbortError when stopped
 */
export async function exportUnkept(
  engine: Engine,
  tokenizers: Tokenizers,
  { model, weights, predictions }: UnkeptModel,
  { compute, honeVersion }: { compute: ComputeChoice; honeVersion: string },
  signal: AbortSignal,
  onProgress: ReportProgress,
): Promise<ExportedModel> {
  const letGo = holdModel({ model, weights, predictions });
  try {
    const { rows, texts } = sampleOf(predictions);
    const tokenizer = await tokenizers.get(model.recipe.baseModel);
    const windows = texts.map((text) => tokenizer.windows(text, model.recipe).windows);
    const order = { modelId: model.id, choice: defaultExport, sample: { rows, windows }, compute, honeVersion };
    return await exportModel(engine, order, signal, onProgress);
  } finally {
    letGo();
    // The next export may be of a model that is kept.
    engine.releaseClassifier();
  }
}
