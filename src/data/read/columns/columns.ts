// Which column holds the texts and which their labels: what stands in them tells more than what they are called.

import type { ColumnChoice } from '../../../domain/columnChoice';
import { isTechnicalName, labelNameScore, textNameScore } from './columnNames';
import { describeColumn, type ColumnFacts } from './columnFacts';
import { labelTwins } from './labelTwins';
import { SampleWords } from './predictedLabels';

/** Columns of which it is tried whether the texts tell them: those likeliest to be labels. */
const mostTried = 8;
/** Better than chance by so many standard deviations is no chance, and by so many beyond doubt. */
const [hardlyChance, surely] = [1, 3.5];
/** What that counts for, beside 3 for the best of names. */
const telling = 4;

/** A guess from a sample of rows and the columns' names. Never the same column for both, where there are two. */
export function guessColumns(columns: string[], sample: string[][]): ColumnChoice {
  const facts = columns.map((name, index) => describeColumn(name, index, sample));
  const text = best(
    facts,
    ({ meanWords, meanLength, distinctShare, name, holdsObjects }) =>
      // Of many words, and mostly different.
      (1.5 * Math.log2(1 + meanWords) + Math.log(1 + meanLength) / 2) * distinctShare +
      textNameScore(name) -
      (isTechnicalName(name) ? 2 : 0) -
      (holdsObjects ? 6 : 0),
  );
  const others = facts.filter(({ index }) => index !== text);
  const label = best(others, labelScores(others, sample, text));
  return { text, label: asNames(label, columns, sample, text) };
}

/** How likely each column is the label: by its name and form, and, of the likeliest, by whether the texts tell it. */
function labelScores(facts: ColumnFacts[], sample: string[][], text: number): (facts: ColumnFacts) => number {
  const tried = facts
    .filter(({ distinct, distinctShare }) => distinct >= 2 && distinctShare <= 0.5)
    .toSorted((a, b) => labelLikeness(b) - labelLikeness(a) || a.index - b.index)
    .slice(0, mostTried);
  // One alone has nobody to be compared with.
  const words = tried.length > 1 ? new SampleWords(sample.map((row) => row[text] ?? '')) : null;
  const told = new Map(
    tried.map(({ index }) => [index, words?.tell(sample.map((row) => (row[index] ?? '').trim())) ?? 0]),
  );
  return (own) => {
    // What tells a finer label tells the coarser one that follows from it.
    const finer = told.has(own.index) ? labelTwins(facts.length + 1, sample, { text, label: own.index }) : [];
    const deviations = Math.max(told.get(own.index) ?? 0, ...finer.map(({ column }) => told.get(column) ?? 0));
    return (
      labelLikeness(own) + telling * Math.min(1, Math.max(0, (deviations - hardlyChance) / (surely - hardlyChance)))
    );
  };
}

function labelLikeness({ distinct, distinctShare, filledShare, meanLength, name, holdsObjects }: ColumnFacts): number {
  return (
    labelNameScore(name) -
    (isTechnicalName(name) ? 2 : 0) -
    (holdsObjects ? 2 : 0) +
    (distinct >= 2 ? 1 : -2) -
    2 * distinctShare -
    // Notes that few rows have.
    (filledShare < 0.5 ? 1 : 0) -
    // A few classes are more likely meant than many.
    Math.log10(1 + distinct) / 2 -
    meanLength / 50
  );
}

/** Of a label in numbers the column that has their names. */
function asNames(label: number, columns: string[], sample: string[][], text: number): number {
  const isNumber = (value: string) => value === '' || Number.isFinite(Number(value));
  const valuesOf = (column: number) => sample.map((row) => (row[column] ?? '').trim());
  if (!valuesOf(label).every(isNumber)) return label;
  const named = labelTwins(columns.length, sample, { text, label })
    .filter(({ isSame }) => isSame)
    .map(({ column }) => column)
    .filter((column) => !valuesOf(column).some((value) => value !== '' && isNumber(value)));
  return named[0] ?? label;
}

function best(facts: ColumnFacts[], score: (facts: ColumnFacts) => number): number {
  const scores = new Map(facts.map((own) => [own, score(own)]));
  const scoreOf = (own: ColumnFacts) => scores.get(own) ?? 0;
  const [first] = facts.toSorted((a, b) => scoreOf(b) - scoreOf(a) || a.index - b.index);
  return first?.index ?? 0;
}
