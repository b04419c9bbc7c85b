// What stands in a column: how many words, how often the same.

/** What stands in a column of some rows. */
export interface ColumnFacts {
  index: number;
  name: string;
  /** Different values in the sample. */
  distinct: number;
  distinctShare: number;
  filledShare: number;
  /** Of all rows, empty ones too. */
  meanLength: number;
  meanWords: number;
  /** JSON of a program’s own, neither a text nor a label. */
  holdsObjects: boolean;
}

/** The facts of one column. @param sample some rows */
export function describeColumn(name: string, index: number, sample: string[][]): ColumnFacts {
  const values = sample.map((row) => (row[index] ?? '').trim()).filter((value) => value !== '');
  const distinct = new Set(values).size;
  const filled = Math.max(1, values.length);
  const mean = (of: (value: string) => number) => values.reduce((sum, value) => sum + of(value), 0) / filled;
  const filledShare = values.length / Math.max(1, sample.length);
  return {
    index,
    name: name.trim(),
    distinct,
    distinctShare: distinct / filled,
    filledShare,
    meanLength: mean(({ length }) => length),
    meanWords: filledShare * mean(countWords),
    holdsObjects: values.length > 0 && values.every((value) => /^\[?\{.*\}\]?$/s.test(value)),
  };
}

/** More say no more. */
const mostCounted = 5000;
/** Of scripts without spaces between words, two characters are about one. */
const word = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{2}|\p{L}[\p{L}\p{M}'’]+/gu;

const countWords = (value: string) => value.slice(0, mostCounted).match(word)?.length ?? 0;
