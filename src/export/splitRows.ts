// Which row of the file went where, so that anyone can repeat a split.

import { leftOut, splitNames, type SplitName } from '../domain/dataset';
import type { SplitRows } from '../domain/evaluation';

/** Row numbers of each split, as a spreadsheet counts. */
export function rowNumbersOf({ rowNumbers, splits }: SplitRows, split: SplitName): number[] {
  const wanted = splitNames.indexOf(split);
  return Array.from(rowNumbers.filter((_, row) => splits[row] === wanted));
}

/** Row numbers of each fold; `null` without cross-validation. */
export function rowNumbersOfFolds({ rowNumbers, folds }: SplitRows): number[][] | null {
  if (!folds) return null;
  const numbers: number[][] = [];
  rowNumbers.forEach((number, row) => (numbers[folds[row] ?? 0] ??= []).push(number));
  return numbers;
}

/**
 * split.csv, in the order of the file (RFC 4180; nothing in it needs quotes). With folds, `split` says how the rows of the
 * kept model were used, and `fold` which fold tested them.
 */
export function splitCsv({ rowNumbers, splits, folds }: SplitRows): string {
  const lines = [folds ? 'row_number,split,fold' : 'row_number,split'];
  rowNumbers.forEach((number, row) => {
    const split = splits[row] === leftOut ? 'left out' : splitNames[splits[row] ?? 0];
    lines.push(folds ? `${number},${split},${(folds[row] ?? 0) + 1}` : `${number},${split}`);
  });
  return `${lines.join('\r\n')}\r\n`;
}
