// Of which columns a row's text is made, and the text of a row: whoever needs it asks here.

/** What may stand between the cells of a text. */
export const textSeparators = ['\n', ' ', ' | '] as const;
export type TextSeparator = (typeof textSeparators)[number];

/** A text of several columns. */
export interface JoinedColumns {
  /** Those whose cells follow the first one's, in this order. */
  columns: number[];
  separator: TextSeparator;
}

/** Where a row's text stands. Indices into the columns of the file. */
export interface TextSource {
  /** The column of the texts, or the first of them. */
  text: number;
  /** Absent: the text is one cell as it stands. */
  joined?: JoinedColumns;
}

/** All columns that a text is made of, in their order. */
export function textColumnsOf({ text, joined }: TextSource): number[] {
  return [text, ...(joined?.columns ?? [])];
}

/** The source of texts that some columns make in this order. */
export function textSource([text = 0, ...others]: number[], separator: TextSeparator = textSeparators[0]): TextSource {
  return others.length > 0 ? { text, joined: { columns: others, separator } } : { text };
}

/**
 * Reads the text of a row: its cell as it stands, or its cells without the space around them, joined. Empty cells are passed
 * over, and so is the separator beside them.
 */
export function rowTextReader({ text, joined }: TextSource): (cells: readonly string[]) => string {
  if (!joined) return (cells) => cells[text] ?? '';
  const columns = textColumnsOf({ text, joined });
  return (cells) =>
    columns
      .map((column) => (cells[column] ?? '').trim())
      .filter((cell) => cell !== '')
      .join(joined.separator);
}
