// The words of a text as a reader sees them.

import { segmentsOf } from './segments';

/** Scripts that write words without spaces between them. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * Starts and ends of the words, ascending: what stands between spaces, its punctuation included. Where a script writes no
 * spaces, the words that Unicode's rules and the browser's dictionaries find.
 */
export function wordSpans(text: string): [start: number, end: number][] {
  const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
  return [...text.matchAll(/\S+/gu)].flatMap((found): [number, number][] => {
    const [word] = found;
    if (!unspaced.test(word)) return [[found.index, found.index + word.length]];
    let end = found.index;
    return Array.from(segmentsOf(word, segmenter), (segment) => [end, (end += segment.length)]);
  });
}

/** A text without one part of it, and without the space that stood behind it. */
export function withoutPart(text: string, [start, end]: [start: number, end: number]): string {
  const before = text.slice(0, start);
  const after = text.slice(end);
  return /(^|\s)$/u.test(before) ? before + after.trimStart() : before + after;
}
