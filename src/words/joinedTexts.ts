// Texts that are made of several columns, in words.

import type { JoinedTexts } from '../domain/run';
import type { TextSeparator } from '../domain/rowText';

/** What stands between the cells, as something to join with. */
export const separatorNames: Record<TextSeparator, string> = {
  '\n': 'a new line',
  ' ': 'a space',
  ' | ': 'a bar ( | )',
};

/** Names one after another: `subject, message and notes`. */
export function listed(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}

/** What a file that lacks columns of a model means for its answers; `''` where it lacks none. */
export function missingInWords(missing: string[], read: string[]): string {
  if (missing.length === 0) return '';
  const quoted = (names: string[]) => listed(names.map((name) => `“${name}”`));
  const lacks = `This file has no ${missing.length > 1 ? 'columns' : 'column'} ${quoted(missing)}, which the model learned from.`;
  return `${lacks} The texts are read from ${quoted(read)} alone, so expect more mistakes.`;
}

/** The columns and what joins them: `subject and message, joined with a new line`. */
export function joinedInWords({ columns, separator }: JoinedTexts, quote = (name: string) => name): string {
  return `${listed(columns.map(quote))}, joined with ${separatorNames[separator]}`;
}
