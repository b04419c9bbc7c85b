// token ids → encoder activations. Each text goes through the frozen encoder once; what the head reads is kept.

import type { PreparedSet } from '../domain/dataset';
import { Failure } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
import type { Recipe } from '../domain/recipe';
import type { TokenizedTexts } from '../domain/tokens';
import { planBatches, type EncoderBatch } from '../encoder/batch';
import { encode } from '../encoder/encoder';
import { pool } from '../encoder/pooling';
import type { EncoderWeights } from '../encoder/weights';
import { getActivations, getTokens, saveActivations } from '../storage/derived';
import * as tf from '../tensor/tf';
import type { ReadyEngine } from './engine';
import type { JobControl } from './jobControl';
import { tokensId } from './tokenizeDataSet';

/** Tokens in one batch. Small enough that Pause and Stop answer at once, large enough for the device. */
const tokensPerBatch = { wasm: 1024, webgpu: 2048 } as const;

/** The pooled state of every text of a prepared set, `[rows * hidden]`; from the cache where it is there. */
export async function encodeDataSet(
  { compute, encoder }: ReadyEngine,
  set: PreparedSet,
  recipe: Recipe,
  control: JobControl,
  onProgress: ReportProgress,
): Promise<Float32Array<ArrayBuffer>> {
  // Backends differ in the last digits: a run must not depend on which one encoded first.
  const id = `${tokensId(set, recipe)}/${compute.kind}/pooled`;
  const cached = await getActivations(id);
  if (cached) return cached;
  const texts = await getTokens(tokensId(set, recipe));
  if (!texts) throw new Failure('Unexpected', 'The token ids are gone. Press Train again.');
  const all = Int32Array.from({ length: set.rows.length }, (_, index) => index);
  const batches = planBatches(texts, all, tokensPerBatch[compute.kind]);
  const pooled = await encodeBatches(encoder, texts, batches, control, onProgress);
  const width = encoder.config.hiddenSize;
  const record = { id, dataSetId: set.dataSetId, rows: set.rows.length, width };
  // A cache only: where it can't be kept (no room, a browser that lacks the means), the run goes on without.
  await saveActivations(record, pooled).catch(() => {});
  return pooled;
}

async function encodeBatches(
  encoder: EncoderWeights,
  texts: TokenizedTexts,
  batches: EncoderBatch[],
  control: JobControl,
  onProgress: ReportProgress,
): Promise<Float32Array<ArrayBuffer>> {
  const width = encoder.config.hiddenSize;
  const pooled = new Float32Array((texts.offsets.length - 1) * width);
  const total = batches.reduce((sum, { ids }) => sum + ids.length, 0);
  let done = 0;
  onProgress({ job: 'Encoding', done, total });
  for (const batch of batches) {
    await control.breatheOrStop();
    const rows = await encodePooled(encoder, batch);
    batch.texts.forEach((text, row) => {
      pooled.set(rows.subarray(row * width, (row + 1) * width), text * width);
    });
    done += batch.ids.length;
    onProgress({ job: 'Encoding', done, total });
  }
  return pooled;
}

/** The pooled states of one batch on the host, `[batch * hidden]`, in the batch's order. */
export async function encodePooled(
  encoder: EncoderWeights,
  batch: EncoderBatch,
): Promise<Float32Array> {
  const pooled = tf.tidy(() => pool(encode(encoder, batch), batch, encoder.config));
  const values = await pooled.data<'float32'>();
  pooled.dispose();
  return values;
}
