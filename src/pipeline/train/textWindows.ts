// Long texts in windows: each window is an example of its own with its text's labels.

import type { PreparedSet } from '../../domain/dataset';
import type { TokenizedTexts } from '../../domain/tokens';
import { textsOfWindows } from '../../inference/windows';

/** A set whose examples are windows, and which text each is of. */
export interface WindowedSet {
  set: PreparedSet;
  texts: TokenizedTexts;
  /** `[windows]`; `null` where each text is one example. */
  textOf: Uint32Array | null;
}

/** The windows of a set's texts as a set of their own; the set itself where there are none. */
export function windowedSet(set: PreparedSet, texts: TokenizedTexts): WindowedSet {
  const textOf = textsOfWindows(texts);
  if (!textOf) return { set, texts, textOf };
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
