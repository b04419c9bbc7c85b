// Texts packed into batches: their tokens lie one text after another, and no token is padding.

import { elementAt } from '../domain/element';
import { tokenCount, type TokenizedTexts } from '../domain/tokens';
import { packStepState, stepStateLength, type Device, type RunSize, type StepState, type View } from '../tensor/device';
import type { TextLayout } from '../tensor/kernelParts/textLayout';
import type { Memory } from '../tensor/allocations';
import type { TokenIds } from './embeddings';

/** Texts that go through the encoder together. */
export interface PackedBatch {
  /** Which texts, as indices into the tokenized set, `[texts]`. */
  texts: Uint32Array;
  /** Where each text's tokens start, and the end, `[texts + 1]`. */
  starts: Uint32Array;
  /** `[tokens]`; empty where the batch is read from cached activations. */
  ids: Int32Array;
  tokens: number;
}

/** Packs texts in the order given. */
export function packTexts(texts: TokenizedTexts, which: Uint32Array): PackedBatch {
  const starts = new Uint32Array(which.length + 1);
  which.forEach((text, index) => {
    starts[index + 1] = elementAt(starts, index) + tokenCount(texts, text);
  });
  const tokens = elementAt(starts, which.length);
  const ids = new Int32Array(tokens);
  which.forEach((text, index) => {
    const start = elementAt(texts.offsets, text);
    ids.set(texts.ids.subarray(start, texts.offsets[text + 1]), starts[index]);
  });
  return { texts: which, starts, ids, tokens };
}

/** Examples as a classifier reads them. */
export interface EncoderInputs {
  texts: TokenizedTexts;
  /** `pooled`: a cached row a text; `tokens`: a cached row a token; `none`: the model reads token ids. */
  cache: 'pooled' | 'tokens' | 'none';
}

/** A batch of examples, and where their cached activations start. */
export function batchOf(
  { texts, cache }: EncoderInputs,
  examples: Uint32Array,
): { batch: PackedBatch; cacheStarts: Uint32Array } {
  if (cache === 'pooled') {
    const starts = new Uint32Array(examples.length + 1);
    const batch = { texts: examples, starts, ids: new Int32Array(), tokens: 0 };
    return { batch, cacheStarts: examples };
  }
  const batch = packTexts(texts, examples);
  const cacheStarts = Uint32Array.from(examples, (example) => elementAt(texts.offsets, example));
  return { batch: cache === 'tokens' ? { ...batch, ids: new Int32Array() } : batch, cacheStarts };
}

/**
 * Cuts examples into consecutive batches that fit. Pooled states have no tokens to count.
 *
 * @param together how many consecutive examples stay in one batch: 2 for pairs
 */
export function cutExamples(
  { texts, cache }: EncoderInputs,
  examples: Uint32Array,
  largest: RunSize,
  together = 1,
): Uint32Array[] {
  const batches: Uint32Array[] = [];
  let [start, tokens] = [0, 0];
  for (let index = 0; index < examples.length; index += together) {
    const part = examples.subarray(index, index + together);
    const own = cache === 'pooled' ? 0 : part.reduce((sum, example) => sum + tokenCount(texts, example), 0);
    if (index > start && (tokens + own > largest.tokens || index + part.length - start > largest.texts)) {
      batches.push(examples.subarray(start, index));
      [start, tokens] = [index, 0];
    }
    tokens += own;
  }
  if (start < examples.length) batches.push(examples.subarray(start));
  return batches;
}

/** Texts from the longest to the shortest: the first batch is the largest, so memory peaks at once or never. */
export function longestFirst(texts: TokenizedTexts, which: Uint32Array): Uint32Array {
  return which.slice().sort((a, b) => tokenCount(texts, b) - tokenCount(texts, a) || a - b);
}

/** The step state of a pass without training. */
export const predicting = {
  accumulate: false,
  dropoutSeed: 0,
  lossScale: 0,
  learningRate: 0,
  step: 1,
  weightDecay: 0,
  maxGradientNorm: 0,
};

/** What a step reads besides its texts. */
export interface BatchValues {
  batch: PackedBatch;
  state: Omit<StepState, 'tokens' | 'texts'>;
  /** Class ids, `[texts]`; or, where a text may have several, 1 for each it has, `[texts, classes]`. */
  labels?: Uint32Array;
  /** Where each text lies in the cached activations, `[texts]`: its first token, or its row. */
  cacheStarts?: Uint32Array;
}

/** Where a batch lies on the device. */
export interface BatchViews {
  state: View;
  layout: TextLayout;
  labels: View;
  cacheStarts: View;
  tokenIds: TokenIds;
}

/** Takes the memory of a batch. @param labelsPerText 1, or the number of classes where a text may have several */
export function takeBatch(memory: Memory, { texts, tokens }: RunSize, labelsPerText: number): BatchViews {
  return {
    state: memory.take(stepStateLength),
    labels: memory.take(texts * labelsPerText),
    cacheStarts: memory.take(texts),
    tokenIds: {
      ids: memory.take(tokens),
      positionIds: memory.take(tokens),
      typeIds: memory.take(tokens),
    },
    layout: { starts: memory.take(texts + 1), textOf: memory.take(tokens) },
  };
}

/** A batch's place on the device. A step uploads its own values and nothing else. */
export class BatchMemory implements BatchViews {
  readonly state: View;
  readonly layout: TextLayout;
  readonly labels: View;
  readonly cacheStarts: View;
  readonly tokenIds: TokenIds;

  constructor(
    private readonly device: Device,
    memory: Memory,
    private readonly largest: RunSize,
    labelsPerText: number,
  ) {
    const views = takeBatch(memory, largest, labelsPerText);
    this.state = views.state;
    this.layout = views.layout;
    this.labels = views.labels;
    this.cacheStarts = views.cacheStarts;
    this.tokenIds = views.tokenIds;
  }

  /** Uploads a batch; gives how many tokens and texts it has. */
  write({ batch, state, labels, cacheStarts }: BatchValues): RunSize {
    const size = { tokens: batch.tokens, texts: batch.texts.length };
    if (size.tokens > this.largest.tokens || size.texts > this.largest.texts) {
      throw new RangeError(`A batch of ${size.tokens} tokens and ${size.texts} texts is too large.`);
    }
    const { device } = this;
    device.write(this.state, packStepState({ ...state, ...size }));
    device.write(this.layout.starts, batch.starts);
    if (labels) device.write(this.labels, labels);
    if (cacheStarts) device.write(this.cacheStarts, cacheStarts);
    if (batch.ids.length > 0) device.write(this.tokenIds.ids, batch.ids);
    return size;
  }
}
