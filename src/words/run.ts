// How far an interrupted run is.

import type { Run } from '../domain/run';
import { wholePercent } from './numbers';

/** Where a run was interrupted and goes on, to be said after “was interrupted”. */
export function howFar({ epochsDone, recipe: { epochs } }: Pick<Run, 'epochsDone' | 'recipe'>): string {
  if (epochsDone === 0) return 'before anything of it was kept: it begins anew.';
  const done = Math.floor(epochsDone);
  if (done === epochsDone) return `after epoch ${done} of at most ${epochs}.`;
  return `in epoch ${done + 1} of at most ${epochs}. It goes on where ${wholePercent(epochsDone - done)} of that epoch is done.`;
}
