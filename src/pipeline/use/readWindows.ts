// Windows of texts through a trained model: their logits, or their pooled states.

import type { TokenizedTexts } from '../../domain/tokens';
import { longestFirst, packTexts, predicting } from '../../encoder/batch';
import type { Classifier } from '../../encoder/classifier';

import type { JobControl } from '../../jobs/jobControl';
import { cutExamples } from '../train/trainingExamples';

/** Token ids of some windows, packed one after another. */
export function packWindows(windows: number[][]): TokenizedTexts {
  const offsets = new Uint32Array(windows.length + 1);
  windows.forEach(({ length }, index) => (offsets[index + 1] = (offsets[index] ?? 0) + length));
  return { ids: Int32Array.from(windows.flat()), offsets, truncated: 0 };
}

/** How windows go through the model. */
export interface WindowReading {
  classifier: Classifier;
  control: Pick<JobControl, 'breatheOrStop'>;
  /** Hears how many are done. */
  onDone?: (windows: number) => void;
}

/** What the head reads of each window, `[windows, hidden]`, and its logits, `[windows, classes]`. */
export interface ReadWindows {
  pooled: Float32Array<ArrayBuffer>;
  logits: Float32Array<ArrayBuffer>;
}

/**
 * Runs a classifier that is prepared to predict on windows, given as indices into `texts`.
 *
 * @throws AbortError when stopped
 */
export async function readWindows(
  { classifier, control, onDone }: WindowReading,
  texts: TokenizedTexts,
  which: Uint32Array,
): Promise<ReadWindows> {
  const { config, classCount, largest } = classifier.shape;
  const pooled = new Float32Array(which.length * config.hiddenSize);
  const logits = new Float32Array(which.length * classCount);
  const indices = new Map(Array.from(which, (window, index) => [window, index]));
  let done = 0;
  for (const batch of cutExamples({ texts, cache: 'none' }, longestFirst(texts, which), largest)) {
    await control.breatheOrStop();
    classifier.run('predict', { batch: packTexts(texts, batch), state: predicting });
    const ownLogits = await classifier.readLogits(batch.length);
    const ownPooled = await classifier.readPooled(batch.length);
    batch.forEach((window, row) => {
      const index = indices.get(window) ?? 0;
      copyRow(ownLogits, row, logits, index, classCount);
      copyRow(ownPooled, row, pooled, index, config.hiddenSize);
    });
    done += batch.length;
    onDone?.(done);
  }
  return { pooled, logits };
}

function copyRow(
  from: Float32Array,
  row: number,
  to: Float32Array,
  index: number,
  width: number,
): void {
  to.set(from.subarray(row * width, (row + 1) * width), index * width);
}

/** The mean of some rows of a table, `[width]`. */
export function meanOfRows(table: Float32Array, rows: ArrayLike<number>, width: number) {
  const mean = new Float32Array(width);
  for (let at = 0; at < rows.length; at++) {
    const start = (rows[at] ?? 0) * width;
    for (let i = 0; i < width; i++) {
      mean[i] = (mean[i] ?? 0) + (table[start + i] ?? 0) / rows.length;
    }
  }
  return mean;
}
