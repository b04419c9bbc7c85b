// A trained model and a new text → probabilities.

import type { ComputeChoice } from '../domain/compute';
import type { ReportProgress } from '../domain/progress';
import type { Classification } from '../domain/run';
import { planBatches } from '../encoder/batch';
import { headLogits } from '../encoder/classifierHead';
import { softmaxRows } from '../evaluation/softmax';
import { getModel } from '../storage/models';
import * as tf from '../tensor/tf';
import { encodePooled } from './encodeDataSet';
import type { Engine } from './engine';

/** Classifies one text, given as its token ids. @throws Failure `ModelMissing`, `NoComputeBackend` */
export async function classifyText(
  engine: Engine,
  modelId: string,
  tokenIds: Int32Array,
  compute: ComputeChoice,
  onProgress: ReportProgress,
): Promise<Classification> {
  const { labels, recipe } = await getModel(modelId);
  const ready = await engine.prepare(compute, recipe.baseModel, onProgress);
  const head = await engine.loadHead(modelId, ready);
  const texts = { ids: tokenIds, offsets: Uint32Array.of(0, tokenIds.length), truncated: 0 };
  const [batch] = planBatches(texts, Int32Array.of(0), tokenIds.length);
  if (!batch) throw new RangeError('A text has at least its special tokens.');
  const { hiddenSize } = ready.encoder.config;
  const pooled = await encodePooled(ready.encoder, batch);
  const logitsTensor = tf.tidy(() => headLogits(tf.tensor2d(pooled, [1, hiddenSize]), head));
  const logits = await logitsTensor.data<'float32'>();
  logitsTensor.dispose();
  return {
    labels,
    logits: Array.from(logits),
    probabilities: Array.from(softmaxRows(logits, labels.length)),
  };
}
