// The language of a text, by Nito-ELD's n-grams of letters (Apache-2.0). Its table is a megabyte: it is loaded when it
// is first asked for.

import { userNameMarks, urlMarks } from './personalData';

/** Fewer letters than this tell no language. */
const enoughLetters = 25;
/** Of scripts without spaces, a character tells about as much as three letters. */
const syllable = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Thai}/gu;
/** More text than this tells nothing new. */
const enoughText = 600;

/** The ISO 639-1 code of a text's language, `null` where it is too short or unclear. */
export type LanguageDetector = (text: string) => string | null;

export async function loadLanguageDetector(): Promise<LanguageDetector> {
  const { default: detector } = await import('eld/extrasmall');
  return (text) => {
    const plain = withoutNames(text.slice(0, enoughText));
    const letters = plain.match(/\p{L}/gu)?.length ?? 0;
    const syllables = plain.match(syllable)?.length ?? 0;
    if (letters + 2 * syllables < enoughLetters) return null;
    const found = detector.detect(plain);
    return found.isReliable() ? found.language : null;
  };
}

/** Addresses, user names and hashtags are in no language. */
function withoutNames(text: string): string {
  const marks = [...urlMarks(text), ...userNameMarks(text)].sort(([a], [b]) => a - b);
  let [plain, from] = ['', 0];
  for (const [start, end] of marks) {
    plain += text.slice(from, Math.max(from, start));
    from = Math.max(from, end);
  }
  return (plain + text.slice(from)).replaceAll(/#[\p{L}\p{N}_]+|&\w{1,10};/gu, ' ');
}
