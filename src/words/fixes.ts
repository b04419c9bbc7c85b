// Fixes and corrections in words.

import { type Fix, type Correction } from '../domain/fixes';

/** Corrections in words. */
export function describeCorrections({ length }: Correction[]): string {
  return length === 1 ? 'One label was corrected by hand' : `${length} labels were corrected by hand`;
}

/** A fix in words. */
export function describeFix(fix: Fix): string {
  switch (fix.finding) {
    case 'nearEmptyTexts':
      return 'Nearly empty texts are left out';
    case 'placeholderTexts':
      return 'Placeholder texts are left out';
    case 'unreadableTexts':
      return 'Texts with lost characters are left out';
    case 'nearDuplicates':
      return 'Only the first of near duplicates is kept';
    case 'emptyTexts':
      return 'Empty texts are kept';
    case 'duplicates':
      return 'Exact duplicates are kept';
    case 'conflictingLabels':
      return {
        keepMostFrequent: 'Texts with different labels get their most frequent one',
        drop: 'Texts with different labels are left out',
        leave: 'Texts with different labels are all kept',
      }[fix.action];
    case 'otherLanguages':
      return 'Texts in other languages are left out';
    default:
      return fix satisfies never;
  }
}
