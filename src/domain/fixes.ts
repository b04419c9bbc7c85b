// What the user decided about rows that stand out. The rows of the file stay as they are: a fix says which of them are
// left out when a set is prepared, and is undone by removing it.

/** Findings whose rows can be left out. */
export const droppableFindings = ['nearEmptyTexts', 'placeholderTexts', 'unreadableTexts', 'nearDuplicates'] as const;
export type DroppableFinding = (typeof droppableFindings)[number];

/** What can be done where a text comes with different labels. Without a fix, the first row is kept. */
export const conflictActions = ['keepFirst', 'keepMostFrequent', 'drop', 'leave'] as const;
export type ConflictAction = (typeof conflictActions)[number];

export type Fix =
  | { finding: DroppableFinding; action: 'drop' }
  /** These are left out unless the user wants them kept. */
  | { finding: 'emptyTexts' | 'duplicates'; action: 'leave' }
  | { finding: 'conflictingLabels'; action: Exclude<ConflictAction, 'keepFirst'> }
  /** Rows that are surely in another language than this one are left out. */
  | { finding: 'otherLanguages'; action: 'drop'; language: string };

/** A row whose label in the file is wrong, by its index, and what it really is. */
export interface Correction {
  row: number;
  /** As the file calls it: renamed, merged and left out with all others of that name. */
  label: string;
}

/** The corrections with one more, which takes the place of an earlier one of its row. */
export function withCorrection(corrections: Correction[], added: Correction): Correction[] {
  const others = corrections.filter(({ row }) => row !== added.row);
  return [...others, added].sort((a, b) => a.row - b.row);
}

/** What is done about conflicting labels. */
export function conflictAction(fixes: Fix[]): ConflictAction {
  return fixes.find((fix) => fix.finding === 'conflictingLabels')?.action ?? 'keepFirst';
}
