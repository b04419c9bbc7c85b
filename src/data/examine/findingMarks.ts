// Where in a text a finding is.

import type { Finding } from '../../domain/health';
import { lostCharacterMarks } from '../clean/emptiness';
import { passageMark } from './boilerplate';
import { escapedBreakMarks } from '../clean/escapedBreaks';
import { brokenEntityMarks, htmlMarks } from '../clean/html';
import { isUnspaced } from '../read/encodings/alphabets';
import { mojibakeMarks } from './mojibake';
import { findPersonalData, urlMarks, userNameMarks } from './personalData';

/** Starts and ends, ascending, without overlap; none where the whole text is meant. */
export function markerOf(finding: Finding): (text: string) => [number, number][] {
  const marks = rawMarks(finding);
  return (text) => {
    let last = 0;
    return marks(text)
      .sort(([a], [b]) => a - b)
      .filter(([start, end]) => {
        const free = start >= last && end > start;
        if (free) last = end;
        return free;
      });
  };
}

function rawMarks(finding: Finding): (text: string) => [number, number][] {
  switch (finding.kind) {
    case 'mojibake':
      return mojibakeMarks;
    case 'unreadableTexts':
      return lostCharacterMarks;
    case 'escapedBreaks':
      return escapedBreakMarks;
    case 'brokenEntities':
      return brokenEntityMarks;
    case 'html':
      return htmlMarks;
    case 'urls':
      return urlMarks;
    case 'userNames':
      return userNameMarks;
    case 'personalData':
      return (text) => findPersonalData(text).map(({ start, end }) => [start, end]);
    case 'giveAway':
      return wordMarks(finding.word);
    case 'labelInText':
      return wordMarks(finding.label);
    case 'boilerplate':
      return (text) => [passageMark(text, finding.passage)].filter((mark) => mark !== null);
    default:
      return () => [];
  }
}

function wordMarks(word: string): (text: string) => [number, number][] {
  const pattern = wordPattern([word]);
  return (text) => [...text.matchAll(pattern)].map(({ index, 0: own }) => [index, index + own.length]);
}

/** Any of some words or phrases, whatever their case and the signs between their words. */
export function wordPattern(words: string[]): RegExp {
  const forms = words.flatMap((word) => {
    const parts = word.match(/[\p{L}\p{N}_]+/gu) ?? [];
    if (parts.length === 0) return [];
    const form = parts.join(String.raw`[^\p{L}\p{N}]{1,5}`);
    return [isUnspaced(word) ? form : String.raw`(?<![\p{L}\p{N}_])${form}(?![\p{L}\p{N}_])`];
  });
  return new RegExp(forms.join('|') || '(?!)', 'giu');
}
