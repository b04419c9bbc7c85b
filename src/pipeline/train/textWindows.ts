// Long texts in windows: each window is an example of its own with its text's labels, and a text's logits are the mean
// of its windows'.

import type { PreparedSet } from '../../domain/dataset';
import type { TokenizedTexts } from '../../domain/tokens';

/** A set whose examples are windows, and which text each is of. */
export interface WindowedSet {
  set: PreparedSet;
  texts: TokenizedTexts;
  /** `[windows]`; `null` where each text is one example. */
  textOf: Uint32Array | null;
}

/** The windows of a set's texts as a set of their own; the set itself where there are none. */
export function windowedSet(set: PreparedSet, texts: TokenizedTexts): WindowedSet {
  const { firstWindows } = texts;
  if (!firstWindows) return { set, texts, textOf: null };
  const textOf = new Uint32Array(firstWindows.at(-1) ?? 0);
  for (let text = 0; text + 1 < firstWindows.length; text++) {
    textOf.fill(text, firstWindows[text], firstWindows[text + 1]);
  }
  const ofEach = <Values extends Uint8Array | Uint16Array | Uint32Array>(
    values: Values,
    make: (length: number) => Values,
    width = 1,
  ): Values => {
    const repeated = make(textOf.length * width);
    textOf.forEach((text, window) => {
      repeated.set(values.subarray(text * width, (text + 1) * width), window * width);
    });
    return repeated;
  };
  const { labelSets } = set;
  return {
    textOf,
    texts: { ids: texts.ids, offsets: texts.offsets, truncated: texts.truncated },
    set: {
      ...set,
      rows: ofEach(set.rows, (length) => new Uint32Array(length)),
      labelIds: ofEach(set.labelIds, (length) => new Uint16Array(length)),
      labelSets:
        labelSets && ofEach(labelSets, (length) => new Uint8Array(length), set.labels.length),
      splits: ofEach(set.splits, (length) => new Uint8Array(length)),
    },
  };
}

/**
 * The mean logits of each text, `[texts * classes]`.
 *
 * @param logits of windows, `[windows * classes]`
 * @param texts which text each window is of, those of one text side by side
 */
export function meanOfWindows(
  logits: Float32Array<ArrayBuffer>,
  texts: Uint32Array,
  classCount: number,
): Float32Array<ArrayBuffer> {
  const sums: number[][] = [];
  const counts: number[] = [];
  texts.forEach((text, window) => {
    if (window === 0 || texts[window - 1] !== text) {
      sums.push(new Array<number>(classCount).fill(0));
      counts.push(0);
    }
    const sum = sums.at(-1) ?? [];
    for (let id = 0; id < classCount; id++) {
      sum[id] = (sum[id] ?? 0) + (logits[window * classCount + id] ?? 0);
    }
    counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
  });
  return Float32Array.from(
    sums.flatMap((sum, text) => sum.map((own) => own / (counts[text] ?? 1))),
  );
}
