// Rows of one text, exactly or nearly, that lie on two sides of a split.

import { leftOut, splitNames, type SplitName } from '../../domain/splitNames';
import { elementAt } from '../../domain/element';

/** Rows of a split whose group has a row in train. */
export function rowsAlsoInTrain(splits: Uint8Array, groups: Uint32Array, split: SplitName): Uint32Array {
  const trains = new Uint8Array(groups.length);
  splits.forEach((own, row) => {
    if (own === splitNames.indexOf('train')) trains[elementAt(groups, row)] = 1;
  });
  const wanted = splitNames.indexOf(split);
  return Uint32Array.from(splits.keys()).filter(
    (row) => splits[row] === wanted && trains[elementAt(groups, row)] === 1,
  );
}

/** How many rows have another of their group in another fold. */
export function rowsAcrossFolds(folds: Uint8Array, groups: Uint32Array): number {
  const foldOf = new Uint8Array(groups.length).fill(leftOut);
  const torn = new Uint8Array(groups.length);
  folds.forEach((fold, row) => {
    const group = elementAt(groups, row);
    if (foldOf[group] === leftOut) foldOf[group] = fold;
    else if (foldOf[group] !== fold) torn[group] = 1;
  });
  return groups.reduce((count, group) => count + elementAt(torn, group), 0);
}
