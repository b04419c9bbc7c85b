// Which of two trainings was kept, in words.

import type { ContrastiveChoice } from '../domain/contrastive';
import { counted } from './numbers';

/** Which was kept and by how much, in a sentence or two. */
export function contrastiveWords({ kept, folds, rows, right }: ContrastiveChoice): string {
  const difference = Math.abs(right.contrastive - right.head);
  const tested =
    `Over ${folds} folds, contrastive training was right on ${right.contrastive} of ${counted(rows, 'row', 'rows')} ` +
    `that it had not seen, and a plain head on ${right.head}.`;
  if (kept === 'contrastive') return `${tested} So it was kept, by ${counted(difference, 'row', 'rows')}.`;
  const why = difference === 0 ? 'as good in less time' : `better by ${counted(difference, 'row', 'rows')}`;
  return `${tested} So the plain head was kept: it is ${why}.`;
}
