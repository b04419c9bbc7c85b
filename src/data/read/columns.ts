// Which column holds the texts and which their labels.

import type { ColumnChoice } from '../../domain/preparation';
import { isTechnicalName, labelNameScore, textNameScore } from './columnNames';

/** A guess from the columns' names and a sample of rows. Never the same column for both, where there are two. */
export function guessColumns(columns: string[], sample: string[][]): ColumnChoice {
  const facts = columns.map((name, index) => describe(name, index, sample));
  const text = best(
    facts,
    ({ meanLength, distinctShare, name, holdsObjects }) =>
      // Long and mostly different.
      Math.log(1 + meanLength) * distinctShare +
      textNameScore(name) -
      (isTechnicalName(name) ? 2 : 0) -
      (holdsObjects ? 6 : 0),
  );
  const label = best(
    facts.filter(({ index }) => index !== text),
    ({ distinct, distinctShare, meanLength, name, holdsObjects }) =>
      labelNameScore(name) -
      (isTechnicalName(name) ? 2 : 0) -
      (holdsObjects ? 2 : 0) +
      (distinct >= 2 ? 1 : -2) -
      2 * distinctShare -
      // A few classes are more likely meant than many.
      Math.log10(1 + distinct) / 2 -
      meanLength / 50,
  );
  return { text, label };
}

interface ColumnFacts {
  index: number;
  name: string;
  /** Different values in the sample. */
  distinct: number;
  distinctShare: number;
  meanLength: number;
  /** JSON of a program’s own, neither a text nor a label. */
  holdsObjects: boolean;
}

function describe(name: string, index: number, sample: string[][]): ColumnFacts {
  const values = sample.map((row) => (row[index] ?? '').trim()).filter((value) => value !== '');
  const distinct = new Set(values).size;
  const rows = Math.max(1, values.length);
  const meanLength = values.reduce((sum, { length }) => sum + length, 0) / rows;
  const holdsObjects = values.length > 0 && values.every((value) => /^\[?\{.*\}\]?$/s.test(value));
  return { index, name: name.trim(), distinct, distinctShare: distinct / rows, meanLength, holdsObjects };
}

function best(facts: ColumnFacts[], score: (facts: ColumnFacts) => number): number {
  const [first] = facts.toSorted((a, b) => score(b) - score(a) || a.index - b.index);
  return first?.index ?? 0;
}
