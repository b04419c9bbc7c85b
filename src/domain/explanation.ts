// What led a model to an answer: the words that mattered, and the training rows it holds for alike.

/** A text with parts of it left out in turn, as the model reads it. */
export interface Occlusions {
  /** The text, cleaned. */
  text: string;
  /** Starts and ends of the parts, ascending, without overlap. */
  parts: [start: number, end: number][];
  /** Words in a part at most; 1 but for long texts. */
  wordsPerPart: number;
  /** Whether words of the text are never read, as it is too long. */
  cut: boolean;
  /** Token ids of each window that occurs, each once. */
  windows: number[][];
  /** The windows, as indices, of the whole text and then of the text without each part, `[1 + parts]`. */
  variants: number[][];
}

/** What each part of a text does to each label. */
export interface Explanation extends Pick<Occlusions, 'text' | 'parts' | 'wordsPerPart' | 'cut'> {
  labels: string[];
  /** Of the whole text, by label. */
  probabilities: number[];
  /** The label that the text gets; of several, the one given most surely. */
  answer: number;
  /** How much each part raises the log-odds of each label, `[parts * labels]`; negative: lowers. */
  attributions: Float32Array;
  /** The probability of each label without each part, `[parts * labels]`. */
  without: Float32Array;
}

/** A training row beside a text. */
export interface NearRow {
  /** Its index in the data set. */
  row: number;
  rowNumber: number;
  text: string;
  labels: string[];
  /** Cosine of the angle between what the model makes of the two texts; 1 for the same. */
  similarity: number;
}

export interface NearRows {
  /** The nearest first. */
  rows: NearRow[];
  /** Training rows that were looked at, and how many there are. */
  compared: number;
  total: number;
}
