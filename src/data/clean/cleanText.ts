// Cleans a text as the user decided. The same function cleans training texts and new ones.

import { cleaningSteps, type CleaningStep, type PassageHash, type TextCleaning } from '../../domain/cleaning';
import { wordPattern } from '../examine/findingMarks';
import { restoreBreaks } from './escapedBreaks';
import { decodeEntities, removeTags, repairEntities } from './html';
import { withoutOuterQuotes } from './outerQuotes';
import { repairMojibake } from '../examine/mojibake';
import { findPersonalData, urlMarks, userNameMarks } from '../examine/personalData';
import { sha256OfText } from './sha256';

const steps: Record<CleaningStep, (text: string) => string> = {
  mojibake: repairMojibake,
  outerQuotes: withoutOuterQuotes,
  escapedBreaks: restoreBreaks,
  htmlTags: removeTags,
  brokenEntities: repairEntities,
  htmlEntities: decodeEntities,
  unicode: (text) => text.normalize('NFC'),
  urls: (text) => mask(text, urlMarks(text), '[URL]'),
  personalData: (text) => {
    const found = findPersonalData(text);
    return replaceMarks(
      text,
      found.map(({ kind, start, end }) => [start, end, `[${kind.toUpperCase()}]`]),
    );
  },
  userNames: (text) => mask(text, userNameMarks(text), '[USER]'),
  numbers: (text) => text.replaceAll(/(?<![\p{L}\p{N}])\d(?:[\d.,]*\d)?(?!\p{N})/gu, '[NUMBER]'),
  spaces: (text) => text.replaceAll(/\s+/gu, ' '),
  trim: (text) => text.trim(),
};

/** A function that cleans a text. Passages and words are left out before addresses and names are masked. */
export function textCleaner(cleaning: TextCleaning): (text: string) => string {
  const { steps: wanted, removeWords, removePassages, passageHashes = [] } = cleaning;
  const chosen = new Set(wanted);
  const sequence = cleaningSteps.filter((step) => chosen.has(step)).map((step) => steps[step]);
  const passages: Passage[] = [
    ...removePassages.map((own) => ({ length: own.length, is: (text: string) => text === own })),
    ...passageHashes.map(({ length, sha256 }) => ({ length, is: (text: string) => sha256OfText(text) === sha256 })),
  ];
  if (passages.length > 0) sequence.unshift((text) => removeAtEnds(text, passages));
  if (removeWords.length > 0) {
    const words = wordPattern(removeWords);
    sequence.unshift((text) => text.replaceAll(words, ' '));
  }
  return (text) => sequence.reduce((cleaned, step) => step(cleaned), text);
}

/** A passage as its hash: it is recognised alike. */
export function hashPassage(passage: string): PassageHash {
  return { length: passage.length, sha256: sha256OfText(passage) };
}

interface Passage {
  length: number;
  is: (text: string) => boolean;
}

/** The text without the passages at its beginning and end; elsewhere they are part of what it says. */
function removeAtEnds(text: string, passages: Passage[]): string {
  let left = text.trim();
  for (const { length, is } of passages) {
    if (left.length >= length && is(left.slice(0, length))) left = left.slice(length).trim();
    if (left.length >= length && is(left.slice(left.length - length)))
      left = left.slice(0, left.length - length).trim();
  }
  return left.length === text.trim().length ? text : left;
}

function mask(text: string, marks: [number, number][], by: string): string {
  return replaceMarks(
    text,
    marks.map(([start, end]) => [start, end, by]),
  );
}

function replaceMarks(text: string, marks: [number, number, string][]): string {
  let [cleaned, from] = ['', 0];
  for (const [start, end, by] of marks) {
    cleaned += text.slice(from, start) + by;
    from = end;
  }
  return cleaned + text.slice(from);
}
