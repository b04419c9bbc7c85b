/** The token ids of many texts, one after another, special tokens included. */
export interface TokenizedTexts {
  /** Token ids, `[tokens]`. */
  ids: Int32Array;
  /** Where each text starts in `ids`, and the end of the last, `[texts + 1]`. */
  offsets: Uint32Array;
  /** How many texts were cut at the limit. */
  truncated: number;
  /**
   * Where long texts are read in several windows: `offsets` counts windows then, and this says where each text's windows
   * start, and the end of the last, `[texts + 1]`.
   */
  firstWindows?: Uint32Array;
  /** How many texts have more than one window. */
  long?: number;
}

/** What tokenizing a set of texts found. */
export interface TokenizingSummary {
  seconds: number;
  texts: number;
  /** Texts with more tokens than the limit. */
  truncatedTexts: number;
}

/** How many tokens text `index` has. */
export function tokenCount(texts: TokenizedTexts, index: number): number {
  return (texts.offsets[index + 1] ?? NaN) - (texts.offsets[index] ?? NaN);
}
