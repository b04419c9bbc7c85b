// Labels that are probably one, written in different ways.

import { distance } from 'fastest-levenshtein';
import type { ClassCount } from '../../domain/dataset';

/** Labels that are probably one; `into` is the most frequent of those that have nothing unseen in them. */
export interface SpellingGroup {
  labels: ClassCount[];
  into: string;
}

/** A misspelt label has at most this share of the rows of the one that was meant. */
const rareShare = 0.1;

/**
 * Groups of labels that differ in case, spaces, hyphens, Unicode form or characters that nobody sees, and rare labels that are one or two letters
 * (Levenshtein distance) from a frequent one. Digits must agree: `class 1` and `class 2` are two.
 *
 * @param counts the most frequent first
 */
export function similarLabels(counts: ClassCount[]): SpellingGroup[] {
  const groups: ClassCount[][] = [];
  for (const own of counts) {
    const home = groups.find(([main]) => main !== undefined && isSame(main, own));
    if (home) home.push(own);
    else groups.push([own]);
  }
  return groups.flatMap((labels) => {
    const plain = labels.find(({ label }) => label.replaceAll(unseen, '') === label);
    const into = (plain ?? labels[0])?.label;
    return labels.length > 1 && into !== undefined ? [{ labels, into }] : [];
  });
}

function isSame(main: ClassCount, rarer: ClassCount): boolean {
  const [a, b] = [normalForm(main.label), normalForm(rarer.label)];
  if (a === b) return true;
  if (rarer.count > main.count * rareShare) return false;
  return isMisspelling(a, b);
}

/** Zero-width characters, soft hyphens, marks of direction, byte order marks, control characters, variation selectors. */
const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?!\s)\p{Cc}/gu;

function normalForm(label: string): string {
  return (
    label
      .normalize('NFKC')
      .replaceAll(unseen, '')
      // Both ways, as ß is SS in capitals.
      .toUpperCase()
      .toLowerCase()
      .replaceAll(/[\s_-]+/g, ' ')
      .trim()
  );
}

function isMisspelling(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  const allowed = shorter >= 8 ? 2 : shorter >= 5 ? 1 : 0;
  if (Math.abs(a.length - b.length) > allowed) return false;
  const digits = (text: string) => text.replaceAll(/\D/g, '');
  if (digits(a) !== digits(b)) return false;
  // `relevant` and `irrelevant`, `paid` and `unpaid`: a prefix turns the meaning round.
  if (a !== b && (a.endsWith(b) || b.endsWith(a))) return false;
  return distance(a, b) <= allowed;
}
