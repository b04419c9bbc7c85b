// Which row of the file went where, so that anyone can repeat a split.

import { leftOut, splitNames, type SplitName } from '../domain/splitNames';
import { elementAt } from '../domain/element';
import type { SplitRows } from '../domain/metrics';

/** Row numbers of each split, as a spreadsheet counts. */
export function rowNumbersOf({ rowNumbers, splits }: SplitRows, split: SplitName): number[] {
  const wanted = splitNames.indexOf(split);
  return Array.from(rowNumbers.filter((_, row) => splits[row] === wanted));
}

/** Row numbers of each fold; `null` without cross-validation. */
export function rowNumbersOfFolds({ rowNumbers, folds }: SplitRows): number[][] | null {
  if (!folds) return null;
  const numbers: number[][] = [];
  rowNumbers.forEach((number, row) => (numbers[elementAt(folds, row)] ??= []).push(number));
  return numbers;
}

/**
 * split.csv, in the order of the rows (RFC 4180). With folds, `split` says how the rows of the kept model were used, and
 * `fold` which fold tested them; with several files, `file` says which one counts the row.
 */
export function splitCsv({ rowNumbers, splits, folds, files }: SplitRows): string {
  const head = [...(files ? ['file'] : []), 'row_number', 'split', ...(folds ? ['fold'] : [])];
  const lines = [head.join(',')];
  rowNumbers.forEach((number, row) => {
    const split = splits[row] === leftOut ? 'left out' : splitNames[elementAt(splits, row)];
    const cells = [
      ...(files ? [quoted(elementAt(files.names, elementAt(files.of, row)))] : []),
      ...[number, split],
      ...(folds ? [elementAt(folds, row) + 1] : []),
    ];
    lines.push(cells.join(','));
  });
  return `${lines.join('\r\n')}\r\n`;
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

/** With several files, the file of each row of a split, in the order of `rowNumbersOf`. */
export function filesOf({ splits, files }: SplitRows, split: SplitName): string[] | undefined {
  const wanted = splitNames.indexOf(split);
  const own = files?.of.filter((_, row) => splits[row] === wanted);
  return own && Array.from(own, (file) => files?.names[file] ?? '');
}
