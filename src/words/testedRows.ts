// What came of a tested row, in words.

import { type Outcome } from '../domain/testedRows';

/** As in: billing, missed. */
export const outcomeNames: Readonly<Record<Outcome, string>> = {
  found: 'found',
  missed: 'missed',
  wronglyGiven: 'wrongly given',
  rightlyNotGiven: 'correctly not given',
};
