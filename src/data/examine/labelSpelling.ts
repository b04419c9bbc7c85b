// Labels that are probably one, written in different ways.

import { distance } from 'fastest-levenshtein';
import type { ClassCount } from '../../domain/dataset';
import { looksOf, mixesAlphabets } from '../../words/visibleName';

/** Labels that are probably one; `into` is the most frequent of those that have nothing unseen in them. */
export interface SpellingGroup {
  labels: ClassCount[];
  into: string;
}

/** A misspelt label has at most this share of the rows of the one that was meant. */
const rareShare = 0.1;

interface Group {
  labels: ClassCount[];
  form: string;
  letters: number;
}

/**
 * Groups of labels that differ in case, spaces, hyphens within words, Unicode form, look-alike letters of another alphabet
 * or characters that nobody sees; that are the same number; and rare labels that are one or two letters (Levenshtein
 * distance) from a frequent one. Signs and digits must agree: `class 1` and `class 2` are two, and so are `A` and `A-`.
 *
 * @param counts the most frequent first
 */
export function similarLabels(counts: ClassCount[]): SpellingGroup[] {
  const groups: Group[] = [];
  const byForm = new Map<string, Group>();
  const byStart = new Map<string, Group[]>();
  for (const own of counts) {
    const form = valueOf(own.label);
    const looks = valueOf(looksOf(own.label));
    const start = startOf(form);
    const letters = lettersOf(form);
    const likely = byStart.get(start) ?? [];
    const home =
      byForm.get(form) ?? byForm.get(looks) ?? likely.find((group) => isMisspelling(group, own, form, letters));
    if (home) {
      home.labels.push(own);
      continue;
    }
    const group = { labels: [own], form, letters };
    groups.push(group);
    byForm.set(form, group).set(looks, group);
    byStart.set(start, likely);
    likely.push(group);
  }
  return groups.flatMap(({ labels }) => {
    const plain = labels.find(({ label }) => label.replaceAll(unseen, '') === label && !mixesAlphabets(label));
    const into = (plain ?? labels[0])?.label;
    return labels.length > 1 && into !== undefined ? [{ labels, into }] : [];
  });
}

/** Zero-width characters, soft hyphens, marks of direction, byte order marks, control characters, variation selectors. */
const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?!\s)\p{Cc}/gu;

/** What two ways of writing one label have in common: of a number its value, of words their letters in lower case. */
function valueOf(label: string): string {
  const plain = label
    .normalize('NFKC')
    .replaceAll(unseen, '')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    // Both ways, as ß is SS in capitals.
    .toUpperCase()
    .toLowerCase()
    .trim();
  // Written out and not as a number: ids have more digits than a number keeps. `1,000` may be 1 or a thousand.
  const [, sign, whole = '', fraction = ''] = /^([+-]?)0*(\d*)(?:(?:\.|,(?!\d{3}$))(\d+?)0*)?$/.exec(plain) ?? [];
  if (sign !== undefined && /\d/.test(plain)) {
    const value = `${whole || '0'}${fraction === '' || fraction === '0' ? '' : `.${fraction}`}`;
    return value === '0' ? value : `${sign === '-' ? '-' : ''}${value}`;
  }
  // A hyphen at an end is a sign.
  return plain.replaceAll(/(?<=[\p{L}\p{N}])[\s_-]+(?=[\p{L}\p{N}])/gu, ' ').replaceAll(/\s+/g, ' ');
}

/** What a misspelling hardly ever changes: the first letter, digits and signs. Labels are compared where it is equal. */
const startOf = (form: string) =>
  `${form.slice(0, 1)} ${form.replaceAll(/[^\p{N}\p{S}]/gu, '')} ${/^-|-$/.test(form) ? '-' : ''}`;

/** Which letters there are, a bit each: labels that are far apart are told so at once. */
function lettersOf(form: string): number {
  let bits = 0;
  for (let at = 0; at < form.length; at++) bits |= 1 << (form.charCodeAt(at) & 31);
  return bits;
}

function isMisspelling(main: Group, rarer: ClassCount, form: string, letters: number): boolean {
  if (rarer.count > (main.labels[0]?.count ?? 0) * rareShare) return false;
  const shorter = Math.min(main.form.length, form.length);
  const allowed = shorter >= 8 ? 2 : shorter >= 5 ? 1 : 0;
  if (Math.abs(main.form.length - form.length) > allowed) return false;
  if (bitsIn(main.letters ^ letters) > 2 * allowed) return false;
  // `relevant` and `irrelevant`, `paid` and `unpaid`: a prefix turns the meaning round.
  if (main.form.endsWith(form) || form.endsWith(main.form)) return false;
  return distance(main.form, form) <= allowed;
}

function bitsIn(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}
