// Labels that are probably one, written in different ways.

import { distance } from 'fastest-levenshtein';
import type { ClassCount } from '../../domain/dataset';
import type { SpellingGroup } from '../../domain/health';
import { looksOf, mixesAlphabets } from '../../words/visibleName';
import { isOneLetterOff, singularOf } from './misspelling';

/** A misspelt label has at most this share of the rows of the one that was meant. */
const rareShare = 0.1;
/** Likewise, where nothing but the label's rows tells a misspelling from another word. */
const veryRareShare = 0.05;
/** Up to so many rows are slips of the hand, and no label that somebody uses. */
const fewSlips = 2;

interface Group {
  labels: ClassCount[];
  /** Those of `labels` that are surely the first, spelt otherwise. */
  sure: ClassCount[];
  form: string;
  letters: number;
}

/** Labels that are one, surely or perhaps; a label may have spellings of both kinds. */
export interface Spellings {
  sure: SpellingGroup[];
  unsure: SpellingGroup[];
}

/**
 * Groups of labels that differ in case, spaces, hyphens within words, punctuation around, Unicode form, look-alike letters of
 * another alphabet or characters that nobody sees; that are the same number; and rare labels that are the plural or the
 * singular of a frequent one, or one or two letters (Levenshtein distance) from it. Signs and digits must agree: `class 1`
 * and `class 2` are two, and so are `A` and `A-`.
 *
 * Sure are those of which only one is frequent, that are neither numbers nor codes of one or two letters, and that differ
 * by no more than one letter.
 *
 * @param counts the most frequent first
 */
export function similarLabels(counts: ClassCount[]): Spellings {
  const groups = groupsOf(counts);
  const sure = groups.map(({ labels: [first], sure: own }) => (first ? [first, ...own] : []));
  const unsure = groups.map(({ labels, sure: own }) => labels.filter((label) => !own.includes(label)));
  return { sure: sure.flatMap(namedGroup), unsure: unsure.flatMap(namedGroup) };
}

/** Called as the most frequent of those that have nothing unseen in them. */
function namedGroup(labels: ClassCount[]): SpellingGroup[] {
  const plain = labels.find(({ label }) => label.replaceAll(unseen, '') === label && !mixesAlphabets(label));
  const into = (plain ?? labels[0])?.label;
  return labels.length > 1 && into !== undefined ? [{ labels, into }] : [];
}

function groupsOf(counts: ClassCount[]): Group[] {
  const groups: Group[] = [];
  const byForm = new Map<string, Group>();
  const byStem = new Map<string, Group>();
  const byStart = new Map<string, Group[]>();
  for (const own of counts) {
    const form = valueOf(own.label);
    const looks = valueOf(looksOf(own.label));
    const start = startOf(form);
    const letters = lettersOf(form);
    const likely = byStart.get(start) ?? [];
    const same = byForm.get(form) ?? byForm.get(looks);
    const stem = stemOf(form);
    const related = [byStem.get(stem)].find((group) => group && isRare(own, group, rareShare));
    const home = same ?? related ?? likely.find((group) => isMisspelling(group, own, form, letters));
    if (home) {
      home.labels.push(own);
      const isSure = same ? isSpeltOtherwise(own, home, form) : isSlip(own, home, form, related !== undefined);
      if (isSure) home.sure.push(own);
      continue;
    }
    const group = { labels: [own], sure: [], form, letters };
    groups.push(group);
    byForm.set(form, group).set(looks, group);
    if (!byStem.has(stem)) byStem.set(stem, group);
    byStart.set(start, likely);
    likely.push(group);
  }
  return groups;
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
  return plain
    .replaceAll(/(?<=[\p{L}\p{N}])[\s_-]+(?=[\p{L}\p{N}])/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^["'“”‘’]+(?=\p{L}{2})|(?<=\p{L}{2})[.,:;"'“”‘’]+$/gu, '');
}

/** What the singular and the plural, and words that are written as one or apart, have in common. */
const stemOf = (form: string) => singularOf(form).replaceAll(/(?<=\p{L}) (?=\p{L})/gu, '');

/** What a misspelling hardly ever changes: the first letter, digits and signs. Labels are compared where it is equal. */
const startOf = (form: string) =>
  `${form.slice(0, 1)} ${form.replaceAll(/[^\p{N}\p{S}]/gu, '')} ${/^-|-$/.test(form) ? '-' : ''}`;

/** Which letters there are, a bit each: labels that are far apart are told so at once. */
function lettersOf(form: string): number {
  let bits = 0;
  for (let at = 0; at < form.length; at++) bits |= 1 << (form.charCodeAt(at) & 31);
  return bits;
}

const isRare = ({ count }: ClassCount, { labels }: Group, share: number) => count <= (labels[0]?.count ?? 0) * share;

/** Of numbers and codes of one or two letters, such as `US` and `us`, nobody can be sure. */
const isWord = (form: string) => /\p{L}{3}/u.test(form);

/** Whether a label that only looks different is surely the same. */
function isSpeltOtherwise(own: ClassCount, main: Group, form: string): boolean {
  return isWord(form) && (own.count <= fewSlips || isRare(own, main, rareShare));
}

/** Whether a label that could be another word is surely a slip of the hand. */
function isSlip(own: ClassCount, main: Group, form: string, isRelated: boolean): boolean {
  if (!isWord(form) || !isRare(own, main, own.count === 1 ? rareShare : veryRareShare)) return false;
  return isRelated || (Math.min(form.length, main.form.length) >= 6 && isOneLetterOff(form, main.form));
}

function isMisspelling(main: Group, rarer: ClassCount, form: string, letters: number): boolean {
  if (!isRare(rarer, main, rareShare)) return false;
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
