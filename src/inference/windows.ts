// Long texts in windows: each window is an example of its own, and what is said of a text is the mean over its windows.

import { elementAt } from '../domain/element';
import type { TokenizedTexts } from '../domain/tokens';

/** Texts given as the token ids of their windows, as the tokenizer packs them. */
export function packWindows(texts: readonly number[][][]): TokenizedTexts {
  const windows = texts.flat();
  const offsets = new Uint32Array(windows.length + 1);
  windows.forEach(({ length }, index) => (offsets[index + 1] = elementAt(offsets, index) + length));
  const firstWindows = new Uint32Array(texts.length + 1);
  texts.forEach(({ length }, index) => {
    firstWindows[index + 1] = elementAt(firstWindows, index) + length;
  });
  return { ids: Int32Array.from(windows.flat()), offsets, truncated: 0, firstWindows };
}

/** Which text each example is a window of, those of one text side by side; `null` where each text is one example. */
export function textsOfWindows({ firstWindows }: TokenizedTexts): Uint32Array<ArrayBuffer> | null {
  if (!firstWindows) return null;
  const textOf = new Uint32Array(firstWindows.at(-1) ?? 0);
  for (let text = 0; text + 1 < firstWindows.length; text++) {
    textOf.fill(text, firstWindows[text], firstWindows[text + 1]);
  }
  return textOf;
}

/**
 * The mean logits of each text, `[texts * classes]`.
 *
 * @param logits of windows, `[windows * classes]`
 * @param textOf which text each window is of, those of one text side by side; `null` where each is a text
 */
export function meanOfWindows(
  logits: Float32Array<ArrayBuffer>,
  textOf: Uint32Array | null,
  classCount: number,
): Float32Array<ArrayBuffer> {
  if (!textOf) return logits;
  const means: number[] = [];
  for (let start = 0, end = 0; start < textOf.length; start = end) {
    while (end < textOf.length && textOf[end] === textOf[start]) end++;
    const windows = Array.from({ length: end - start }, (_, index) => start + index);
    means.push(...meanOfRows(logits, windows, classCount));
  }
  return Float32Array.from(means);
}

/** The mean of some rows of a table `[rows * width]`, `[width]`. */
export function meanOfRows(table: Float32Array, rows: ArrayLike<number>, width: number): Float32Array<ArrayBuffer> {
  const sum = new Float64Array(width);
  for (let at = 0; at < rows.length; at++) {
    const start = elementAt(rows, at) * width;
    for (let i = 0; i < width; i++) sum[i] = (sum[i] ?? NaN) + (table[start + i] ?? NaN);
  }
  return Float32Array.from(sum, (own) => own / rows.length);
}
