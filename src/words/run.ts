// How far a run is kept.

import type { Run } from '../domain/run';
import { wholePercent } from './numbers';

/** Where a run was interrupted and goes on, to be said after “was interrupted”. */
export function howFar({
  epochsDone,
  folds,
  recipe: { epochs },
}: Pick<Run, 'epochsDone' | 'folds' | 'recipe'>): string {
  if (epochsDone === 0 && folds) return `after fold ${folds.done} of ${folds.count}.`;
  if (epochsDone === 0) return 'before anything of it was kept: it begins anew.';
  const done = Math.floor(epochsDone);
  if (done === epochsDone) return `after epoch ${done} of at most ${epochs}.`;
  return `in epoch ${done + 1} of at most ${epochs}. It goes on where ${wholePercent(epochsDone - done)} of that epoch is done.`;
}

/** What closing the tab would cost while a run's state can't be saved. */
export function stateNotSaved(isKept: boolean): string {
  const then = !isKept ? 'training starts over' : 'training goes on from where it was saved before';
  return `The state of this run could not be saved: storage is full. If this tab closes, ${then}.`;
}
