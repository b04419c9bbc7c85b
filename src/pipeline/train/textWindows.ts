// Long texts in windows: each window is an example of its own with its text's labels.

import type { PreparedSet } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import type { TokenizedTexts } from '../../domain/tokens';
import { textsOfWindows } from '../../inference/windows';
import { takeRows } from '../../tasks/targets';
import { taskOf } from '../../tasks/taskOf';

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
  const width = taskOf(set.task).width(set.labels.length);
  return {
    textOf,
    texts: { ids: texts.ids, offsets: texts.offsets, truncated: texts.truncated },
    set: {
      ...set,
      rows: textOf.map((text) => elementAt(set.rows, text)),
      labelIds: Uint16Array.from(textOf, (text) => elementAt(set.labelIds, text)),
      targets: takeRows(set.targets, textOf, width),
      splits: Uint8Array.from(textOf, (text) => elementAt(set.splits, text)),
    },
  };
}
