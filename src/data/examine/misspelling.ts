// Small ways in which one word is written as another.

import { distance } from 'fastest-levenshtein';

/** Words that mean something else with an s. */
const otherWithS = /(?<!\p{L})(?:new|good|custom|arm|mean|economic|physic|politic|headquarter)$/u;

/**
 * A name in small letters as its last word is in the singular, by English spelling: `login issues` is `login issue`. A name
 * that is no plural stays as it is.
 */
export function singularOf(name: string): string {
  const singular = name
    .replace(/(?<=\p{L}{2})ies$/u, 'y')
    .replace(/(?<=\p{L}{2}(?:s|x|z|ch|sh))es$/u, '')
    .replace(/(?<=\p{L}{2}[^suiı\P{L}])s$/u, '');
  return otherWithS.test(singular) ? name : singular;
}

/** Whether one letter is missing, added or another, or two that stand side by side changed places. */
export function isOneLetterOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  if (distance(a, b) === 1) return true;
  const at = [...a].findIndex((_, index) => a[index] !== b[index]);
  return at >= 0 && a.slice(0, at) + (a[at + 1] ?? '') + (a[at] ?? '') + a.slice(at + 2) === b;
}
