// What is changed in a text before it is tokenized, shown or classified. It belongs to the trained model: a new text
// must be cleaned as the training texts were.

/** The switches, in the order in which they are applied. */
export const cleaningSteps = [
  'mojibake',
  'outerQuotes',
  'escapedBreaks',
  'htmlTags',
  'brokenEntities',
  'htmlEntities',
  'unicode',
  'urls',
  'personalData',
  'userNames',
  'numbers',
  'spaces',
  'trim',
] as const;
export type CleaningStep = (typeof cleaningSteps)[number];

export interface TextCleaning {
  steps: CleaningStep[];
  /** Words that are left out wherever they stand, whatever their case. */
  removeWords: string[];
  /** Passages that are left out at a text's beginning and end. */
  removePassages: string[];
  /** Likewise, of a model that was taken away: it holds no sentence of the rows that it learned from. Absent: none. */
  passageHashes?: PassageHash[];
}

/** A passage that can be recognised but not read. */
export interface PassageHash {
  /** In UTF-16 code units. */
  length: number;
  /** Of its UTF-8, in hexadecimal. */
  sha256: string;
}

export const noCleaning: TextCleaning = { steps: [], removeWords: [], removePassages: [] };

/** Whether the cleaning leaves every text as it is. */
export function cleansNothing({ steps, removeWords, removePassages, passageHashes = [] }: TextCleaning): boolean {
  return steps.length + removeWords.length + removePassages.length + passageHashes.length === 0;
}
