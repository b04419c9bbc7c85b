// Cleans a text as the user decided. The same function cleans training texts and new ones.

import { cleaningSteps, type CleaningStep, type TextCleaning } from '../../domain/cleaning';
import { wordPattern } from '../examine/findingMarks';
import { decodeEntities, removeTags } from './html';
import { repairMojibake } from '../examine/mojibake';
import { findPersonalData, urlMarks, userNameMarks } from '../examine/personalData';

const steps: Record<CleaningStep, (text: string) => string> = {
  mojibake: repairMojibake,
  htmlTags: removeTags,
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
export function textCleaner({ steps: wanted, removeWords, removePassages }: TextCleaning): (text: string) => string {
  const chosen = new Set(wanted);
  const sequence = cleaningSteps.filter((step) => chosen.has(step)).map((step) => steps[step]);
  if (removePassages.length > 0) sequence.unshift((text) => removeAtEnds(text, removePassages));
  if (removeWords.length > 0) {
    const words = wordPattern(removeWords);
    sequence.unshift((text) => text.replaceAll(words, ' '));
  }
  return (text) => sequence.reduce((cleaned, step) => step(cleaned), text);
}

/** The text without the passages at its beginning and end; elsewhere they are part of what it says. */
function removeAtEnds(text: string, passages: string[]): string {
  let left = text.trim();
  for (const passage of passages) {
    if (left.startsWith(passage)) left = left.slice(passage.length).trim();
    if (left.endsWith(passage)) left = left.slice(0, left.length - passage.length).trim();
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
