// Examples through a classifier on a device, batch by batch: their logits, or the pooled states that its head reads.

import { batchOf, cutExamples, longestFirst, predicting, type BatchValues, type EncoderInputs } from '../encoder/batch';
import type { RunSize } from '../tensor/device';

/** A classifier that is prepared to predict. */
export interface Predictor {
  readonly shape: { classCount: number; largest: RunSize };
  run(program: 'predict', values: BatchValues): void;
  /** Logits of the last batch, `[examples * classes]`. */
  readLogits(examples: number): Promise<Float32Array<ArrayBuffer>>;
}

/** The same, where what the head reads can be read too. */
export interface PooledPredictor extends Predictor {
  readonly shape: Predictor['shape'] & { config: { hiddenSize: number } };
  /** Pooled states of the last batch, `[examples * hidden]`. */
  readPooled(examples: number): Promise<Float32Array<ArrayBuffer>>;
}

/** Who is heard between two batches. A batch of a large model takes seconds. */
export interface Listening {
  /** Awaited before each batch: it lets messages in, and throws to stop. */
  breathe?: () => Promise<void>;
  /** Hears how many examples are done. */
  onDone?: (examples: number) => void;
}

/** Logits of some examples, `[which * classes]`. @throws what `breathe` throws */
export function logitsOfExamples(
  classifier: Predictor,
  inputs: EncoderInputs,
  which: Uint32Array,
  listening: Listening = {},
): Promise<Float32Array<ArrayBuffer>> {
  const { classCount } = classifier.shape;
  const read = (examples: number) => classifier.readLogits(examples);
  return readBatches(classifier, inputs, which, { read, width: classCount, ...listening });
}

/** What the head reads of some examples, `[which * hidden]`. @throws what `breathe` throws */
export function pooledStatesOfExamples(
  classifier: PooledPredictor,
  inputs: EncoderInputs,
  which: Uint32Array,
  listening: Listening = {},
): Promise<Float32Array<ArrayBuffer>> {
  const { hiddenSize } = classifier.shape.config;
  const read = (examples: number) => classifier.readPooled(examples);
  return readBatches(classifier, inputs, which, { read, width: hiddenSize, ...listening });
}

interface Reading extends Listening {
  /** Values of each example in the last batch, `[examples * width]`. */
  read: (examples: number) => Promise<Float32Array<ArrayBuffer>>;
  width: number;
}

async function readBatches(
  classifier: Predictor,
  inputs: EncoderInputs,
  which: Uint32Array,
  { read, width, breathe, onDone }: Reading,
): Promise<Float32Array<ArrayBuffer>> {
  const values = new Float32Array(which.length * width);
  const rowOf = new Map(Array.from(which, (example, row) => [example, row]));
  const order = longestFirst(inputs.texts, which);
  let done = 0;
  for (const batch of cutExamples(inputs, order, classifier.shape.largest)) {
    await breathe?.();
    classifier.run('predict', { ...batchOf(inputs, batch), state: predicting });
    const own = await read(batch.length);
    batch.forEach((example, index) => {
      const row = own.subarray(index * width, (index + 1) * width);
      values.set(row, (rowOf.get(example) ?? 0) * width);
    });
    done += batch.length;
    onDone?.(done);
  }
  return values;
}
