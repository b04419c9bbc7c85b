// How the rows were split, in words, for the model card.

import type { SplitChoice, SplitRecord } from '../domain/splitChoice';

/** A clause that follows "The rest was split ". */
export function splitWords({ choice, column, facts }: SplitRecord, code: (text: string) => string) {
  const by = column === null ? '' : code(column);
  const words: string[] = [];
  switch (choice.kind) {
    case 'random':
      words.push('by a seeded draw within each class', ...togetherWords(choice, by, facts.apart));
      break;
    case 'time':
      words.push(`by the time in column ${by}: the oldest rows train, the newest test`);
      break;
    case 'column':
      words.push(`as column ${by} says`);
      if (facts.drawn.length > 0) {
        words.push(`with a seeded tenth of train as ${facts.drawn.join(' and another as ')}`);
      }
      break;
    case 'folds':
      words.push(`into ${choice.folds} folds, drawn within each class`, ...togetherWords(choice, by, facts.apart));
      break;
    default:
      return choice satisfies never;
  }
  return words.join(', ');
}

function togetherWords(
  choice: Extract<SplitChoice, { kind: 'random' | 'folds' }>,
  column: string,
  apart: number,
): string[] {
  return [
    ...(choice.groupColumn === null ? [] : [`rows of the same ${column} together`]),
    ...(choice.nearDuplicatesTogether ? ['near duplicates together'] : []),
    ...(apart > 0 ? [`but for ${apart} rows of groups that hold most of a class`] : []),
  ];
}

/** What the check across the sides found, as a sentence. */
export function overlapWords({ choice, facts }: SplitRecord, testRows: number): string {
  if (choice.kind === 'folds') {
    return `${facts.overlappingRows} rows have a near duplicate in another fold.`;
  }
  const found = `${facts.overlappingRows} of ${testRows} test rows are also in train (exactly or nearly)`;
  if (choice.overlap === 'keep' || facts.remediedRows === 0) return `${found}.`;
  const fate = choice.overlap === 'moveToTrain' ? 'moved to train' : 'left out';
  return `${found}, after ${facts.remediedRows} were ${fate}.`;
}
