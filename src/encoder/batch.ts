// Texts packed into batches: their tokens lie one text after another, and no token is padding.

import { tokenCount, type TokenizedTexts } from '../domain/tokens';
import {
  aligned,
  packStepState,
  slice,
  stepStateLength,
  type Device,
  type RunSize,
  type StepState,
  type View,
} from '../tensor/device';
import type { TextLayout } from '../tensor/kernels/kernels';
import type { Memory } from '../tensor/memory';
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
    starts[index + 1] = (starts[index] ?? 0) + tokenCount(texts, text);
  });
  const tokens = starts[which.length] ?? 0;
  const ids = new Int32Array(tokens);
  which.forEach((text, index) => {
    const start = texts.offsets[text] ?? 0;
    ids.set(texts.ids.subarray(start, texts.offsets[text + 1]), starts[index]);
  });
  return { texts: which, starts, ids, tokens };
}

/** Texts from the longest to the shortest: the first batch is the largest, so memory peaks at once or never. */
export function longestFirst(texts: TokenizedTexts, which: Uint32Array): Uint32Array {
  return which.slice().sort((a, b) => tokenCount(texts, b) - tokenCount(texts, a) || a - b);
}

/** What a step reads besides its texts. */
export interface BatchValues {
  batch: PackedBatch;
  state: Omit<StepState, 'tokens' | 'texts'>;
  /** Class ids, `[texts]`. */
  labels?: Uint32Array;
  /** Where each text lies in the cached activations, `[texts]`: its first token, or its row. */
  cacheStarts?: Uint32Array;
}

/** A batch's place on the device. All that changes from step to step is one stretch, uploaded at once. */
export class BatchMemory {
  readonly state: View;
  readonly layout: TextLayout;
  readonly labels: View;
  readonly cacheStarts: View;
  readonly tokenIds: TokenIds;
  private readonly whole: View;
  private readonly staging: Uint32Array<ArrayBuffer>;

  constructor(
    private readonly device: Device,
    memory: Memory,
    private readonly largest: RunSize,
  ) {
    const perText = aligned(largest.texts + 1);
    const state = aligned(stepStateLength);
    this.whole = memory.take(state + 3 * perText + aligned(largest.tokens));
    this.staging = new Uint32Array(this.whole.length);
    this.state = slice(this.whole, 0, stepStateLength);
    const starts = slice(this.whole, state, perText);
    this.labels = slice(this.whole, state + perText, perText);
    this.cacheStarts = slice(this.whole, state + 2 * perText, perText);
    this.tokenIds = {
      ids: slice(this.whole, state + 3 * perText, largest.tokens),
      positionIds: memory.take(largest.tokens),
      typeIds: memory.take(largest.tokens),
    };
    this.layout = { starts, textOf: memory.take(largest.tokens) };
  }

  /** Uploads a batch; gives how many tokens and texts it has. */
  write({ batch, state, labels, cacheStarts }: BatchValues): RunSize {
    const size = { tokens: batch.tokens, texts: batch.texts.length };
    if (size.tokens > this.largest.tokens || size.texts > this.largest.texts) {
      throw new RangeError(
        `A batch of ${size.tokens} tokens and ${size.texts} texts is too large.`,
      );
    }
    const put = (view: View, values: ArrayLike<number>) => this.staging.set(values, view.offset);
    put(this.state, packStepState({ ...state, ...size }));
    put(this.layout.starts, batch.starts);
    if (labels) put(this.labels, labels);
    if (cacheStarts) put(this.cacheStarts, cacheStarts);
    put(this.tokenIds.ids, batch.ids);
    const used = this.tokenIds.ids.offset + batch.ids.length;
    this.device.write(this.whole, this.staging.subarray(0, used));
    return size;
  }
}
