// Which columns hold texts: a ticket has a subject beside its message, an article a title above its body.

import { isTechnicalName } from './columnNames';
import { describeColumn } from './columnFacts';

/** Words of a cell on average, from which on it says something. */
const fewestWords = 2;
/** Of its filled cells, how many differ at least; a category is said again and again. */
const leastDistinct = 0.1;
const fewestDistinct = 10;

/**
 * Indices of the columns that look like texts.
 *
 * @param sample some rows
 * @param label the label's column, which is none
 */
export function textLikeColumns(columns: string[], sample: string[][], label: number): number[] {
  return columns
    .map((name, index) => describeColumn(name, index, sample))
    .filter(
      ({ index, name, meanWords, distinct, distinctShare, holdsObjects }) =>
        index !== label &&
        !isTechnicalName(name) &&
        !holdsObjects &&
        meanWords >= fewestWords &&
        distinct >= fewestDistinct &&
        distinctShare >= leastDistinct,
    )
    .map(({ index }) => index);
}
