// Backslashes where a line ended: `\n` as two characters, as a program escapes it, or a backslash alone, as some archives of
// news have it. Paths such as C:\new keep theirs.

const path = /^\W?(?:[a-z]:\\|\\\\[\w.-]+\\)/i;
/** Commands of TeX that begin with n. */
const texCommand = /(?:abla|eq|e|ewcommand|ewline|ode|oindent|onumber|ot|otin|u)(?![\p{L}])/u;
const escape = new RegExp(String.raw`(?<!\\)(?:\\+r\\+n|\\+n(?!${texCommand.source})|\\+[rt](?![a-z]))`, 'gu');
/** Before a letter that no escape begins with: `dwindling\band`. */
const alone = /(?<=[\p{L}\p{N}.,;!?)"'])\\(?=(?![nrtux])\p{L})/u;
/** At a line's end; `:\` and the like are faces. */
const beforeLineEnd = /(?<=[\p{L}\p{N}.,!?)"'])[ \t]*\\+(?=\r?\n|$)/gu;

/** The text with line ends where backslashes stood for them. */
export function restoreBreaks(text: string): string {
  if (!text.includes('\\')) return text;
  const standsAlone = hasLone(text);
  return text.replaceAll(beforeLineEnd, '').replaceAll(/\S+/gu, (token) => {
    if (!token.includes('\\') || path.test(token)) return token;
    if (standsAlone) return token.replaceAll(between, '\n');
    return token.replaceAll(escape, (own) => (own.endsWith('t') ? '\t' : '\n'));
  });
}

/** Whether backslashes stand for line ends in a text. */
export const hasEscapedBreaks = (text: string): boolean => escapedBreakMarks(text).length > 0;

/** Where they are. */
export function escapedBreakMarks(text: string): [number, number][] {
  if (!text.includes('\\') || restoreBreaks(text) === text) return [];
  const marks = [...text.matchAll(beforeLineEnd)].map(mark);
  const pattern = hasLone(text) ? between : escape;
  for (const { 0: token, index } of text.matchAll(/\S+/gu)) {
    if (!token.includes('\\') || path.test(token)) continue;
    marks.push(
      ...[...token.matchAll(pattern)].map(mark).map(([from, to]): [number, number] => [index + from, index + to]),
    );
  }
  return marks;
}

const mark = ({ 0: own, index }: RegExpExecArray): [number, number] => [index, index + own.length];

/** Backslashes within a word that were none. */
const between = /(?<=[\p{L}\p{N}.,;!?)"'])\\+(?=[\p{L}\p{N}("'])/gu;

const hasLone = (text: string) => (text.match(/\S+/gu) ?? []).some((token) => !path.test(token) && alone.test(token));
