// Personal data, URLs and user names in texts. Every pattern is bounded, so that no text takes long
// (tests/unit/data/personalData.test.ts measures the growth).

import type { PersonalDataKind } from '../../domain/health';

/** What was found in a text, and where. */
export interface FoundData<Kind extends string = PersonalDataKind> {
  kind: Kind;
  start: number;
  end: number;
}

interface Pattern {
  kind: PersonalDataKind;
  /** A character without which there is nothing to look for. */
  needs: RegExp;
  pattern: RegExp;
  /** How many characters of a match are it; 0 for none. */
  accept: (match: string) => number;
}

const whole = (accepted: boolean) => (match: string) => (accepted ? match.length : 0);
const notInWord = '(?<![\\p{L}\\p{N}])';
const wordEnds = '(?![\\p{L}\\p{N}])';

/** In the order of their right: what one has taken the next does not see. */
const patterns: Pattern[] = [
  {
    kind: 'email',
    needs: /@/,
    pattern:
      /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}_%+-][\p{L}\p{N}._%+-]{0,63}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu,
    accept: (match) => match.length,
  },
  {
    kind: 'iban',
    needs: /\d/,
    pattern: new RegExp(`${notInWord}[A-Z]{2}\\d{2}(?: ?[A-Z0-9]){11,30}${wordEnds}`, 'gu'),
    accept: ibanLength,
  },
  {
    kind: 'card',
    needs: /\d/,
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}+.-]|[A-Z]{2}\\d{2}(?: \\d{4}){0,6} )\\d(?:[ -]?\\d){12,18}${wordEnds}`,
      'gu',
    ),
    accept: (match) => whole(isCardNumber(match.replaceAll(/\D/g, '')))(match),
  },
  {
    kind: 'ssn',
    needs: /\d/,
    pattern: /(?<![\p{L}\p{N}-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\p{L}\p{N}]|-\d)/gu,
    accept: (match) => match.length,
  },
  {
    kind: 'ip',
    needs: /\d/,
    pattern: /(?<![\p{L}\p{N}.])(?:\d{1,3}\.){3}\d{1,3}(?!\p{L}|\p{N}|\.\d)/gu,
    accept: (match) => whole(isAddress(match))(match),
  },
  {
    kind: 'phone',
    needs: /\d/,
    pattern:
      /(?<![\p{L}\p{N}.,/+-]|[A-Z]{2}\d{2}(?: \d{4}){0,6} )(?:\+\d(?:[ ./()-]{0,2}\d){7,14}|\(?0(?!00)\d(?:[ /()-]{0,2}\d){7,12}|(?:1[ -])?\(?[2-9]\d{2}[)]?[ .-]{1,2}\d{3}[ .-]\d{4})(?![\p{L}\p{N}]|[.,/-]\d)/gu,
    accept: (match) => whole(!looksLikeDate(match))(match),
  },
];

/** All personal data in a text, by where it starts. */
export function findPersonalData(text: string): FoundData[] {
  const found: FoundData[] = [];
  for (const { kind, needs, pattern, accept } of patterns) {
    if (!needs.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + accept(match[0]);
      const free = found.every((other) => other.end <= start || other.start >= end);
      if (end > start && free) found.push({ kind, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** ISO 13616: with the first four characters at the end and letters as numbers, the remainder by 97 is 1. */
function ibanLength(match: string): number {
  // Words in capitals may follow: the longest part that checks is it.
  for (let end = match.length; end >= 15; end = match.lastIndexOf(' ', end - 1)) {
    const characters = match.slice(0, end).replaceAll(' ', '');
    const turned = characters.slice(4) + characters.slice(0, 4);
    let remainder = 0;
    for (const character of turned) {
      const value = Number.parseInt(character, 36);
      remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
    }
    if (characters.length >= 15 && characters.length <= 34 && remainder === 1) return end;
  }
  return 0;
}

/** ISO/IEC 7812: the beginning of an issuer's range, and Luhn's check digit. */
function isCardNumber(digits: string): boolean {
  if (!/^(?:3[47]|36|38|4|5[1-5]|2[2-7]|6)/.test(digits)) return false;
  const sum = Array.from(digits, Number)
    .reverse()
    .reduce((total, digit, index) => {
      const weighted = index % 2 === 0 ? digit : digit * 2;
      return total + (weighted > 9 ? weighted - 9 : weighted);
    }, 0);
  return sum % 10 === 0;
}

function isAddress(match: string): boolean {
  const parts = match.split('.').map(Number);
  // 1.2.3.4 is rather a version or a section.
  return parts.every((part) => part <= 255) && parts.some((part) => part >= 10);
}

function looksLikeDate(match: string): boolean {
  return /^(?:\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)?\d{2}(?!\d)|(?:19|20)\d{2}[-/. ]\d{1,2}[-/. ]\d{1,2}(?!\d))/.test(
    match,
  );
}

const url =
  /(?<![\p{L}\p{N}@.])(?:https?:\/\/|www\.)[^\s<>"“”]{1,2000}|(?<![\p{L}\p{N}@./-])(?:[a-z\d-]{1,63}\.){1,4}(?:com|org|net|edu|gov|io|co|uk|de|at|ch|fr|es|it|nl|eu|ly|info)\/[^\s<>"“”]{1,2000}/giu;
const userName = /(?<![\p{L}\p{N}_@./])@[A-Za-z\d_](?:[A-Za-z\d_.-]{0,38}[A-Za-z\d_])?/gu;

/** Where a text has web addresses; a full stop or bracket at their end is not theirs. */
export function urlMarks(text: string): [number, number][] {
  if (!text.includes('.')) return [];
  return [...text.matchAll(url)].map((match) => {
    const own = match[0].replace(/[.,;:!?'’)\]}…]{1,20}$/u, '');
    return [match.index, match.index + own.length];
  });
}

/** Where a text has user names: `@name`, and not the end of an e-mail address. */
export function userNameMarks(text: string): [number, number][] {
  if (!text.includes('@')) return [];
  return [...text.matchAll(userName)].map((match) => [match.index, match.index + match[0].length]);
}
