// Why rows are left out, in words.

import { type DropReason } from '../domain/dataset';

/** As in: 12 rows, nearly the same as an earlier one. */
export const dropReasons: Readonly<Record<DropReason, string>> = {
  nearEmptyTexts: 'nearly empty',
  placeholderTexts: 'with a placeholder as text',
  unreadableTexts: 'with lost characters',
  nearDuplicates: 'nearly the same as another',
  otherLanguages: 'in other languages',
  droppedLabels: 'with a label that you left out',
};
