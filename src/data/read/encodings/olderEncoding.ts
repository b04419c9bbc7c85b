// The encoding of bytes that are no Unicode. They are read in each that is in use: the right one gives words of a language,
// the others give letters that no language has in such an order, and signs within words.

import type { EncodingDoubt } from '../../../domain/dataset';
import { alphabets } from './alphabets';
import { loadLanguageScore, type LanguageScore } from './languageScore';
import { textDecoder } from './textDecoder';
import { windows1252 } from './windows1252';

/** The more usual first: of two in which the bytes say as much, that one is taken. */
const candidates = (
  'windows-1252 windows-1250 windows-1251 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 windows-874 ' +
  'windows-1258 iso-8859-2 koi8-r shift_jis gb18030 big5 euc-jp euc-kr macintosh iso-8859-7 iso-8859-5 koi8-u ibm866 ' +
  'x-mac-cyrillic iso-8859-4 iso-8859-6 iso-8859-8 iso-8859-13'
).split(' ');
const manyBytes = new Set(['shift_jis', 'gb18030', 'big5', 'euc-jp', 'euc-kr']);
const languagesOfManyBytes = new Set(['ja', 'ko', 'zh']);

/** Bytes that are looked at, in lines that have some beyond ASCII. */
const tellingBytes = 16 * 1024;
/** Fewer characters than this tell little: then the most usual encoding gets up to `usualBonus`. */
const fewCharacters = 8;
const usualBonus = 0.3;
/** What a usual encoding is preferred by to the next. */
const rankStep = 0.0003;
/** Bytes that are whole characters of several bytes each are hardly so by chance. */
const manyBytesBonus = 0.08;
/** Characters that are in no word, such as quotation marks, speak neither for nor against. */
const neutral = 0.5;
/** An encoding that is worse by less than this may be the right one. */
const doubtful = 0.03;
/** Characters of a line that are shown where there is doubt. */
const shownCharacters = 80;

export interface EncodingGuess {
  encoding: string;
  /** The next likely one, where it is nearly as likely. */
  doubt: EncodingDoubt | null;
}

interface Reading {
  encoding: string;
  text: string;
  score: number;
  /** What of the score does not come from the bytes. */
  bonus: number;
}

/** The likeliest encoding of bytes that are not all ASCII, `among` some. */
export async function olderEncoding(
  sample: Uint8Array<ArrayBuffer>,
  among: readonly string[] = candidates,
): Promise<EncodingGuess> {
  const bytes = tellingLines(sample);
  const scoreOf = await loadLanguageScore();
  const readings = among
    .map((encoding, rank): Reading => {
      const text = decode(bytes, encoding);
      const { score, bonus } = likelihood(text, encoding, scoreOf);
      return { encoding, text, score: score - rank * rankStep, bonus };
    })
    .toSorted((a, b) => b.score - a.score);
  const [best] = readings;
  if (!best) return { encoding: 'windows-1252', doubt: null };
  const next = readings.find(({ text }) => text !== best.text);
  const isDoubtful = next && next.score > best.score - Math.max(0, best.bonus) - doubtful;
  // Thai is hardly ever whole characters of two bytes by chance.
  const rival = best.encoding === 'windows-874' ? readings.find(isWholeChinese) : undefined;
  const doubt = rival ? doubtBetween(best, rival) : isDoubtful ? doubtBetween(best, next) : null;
  return { encoding: best.encoding, doubt };
}

const isWholeChinese = ({ encoding, text }: Reading) => encoding === 'gb18030' && !/[\ufffd\ue000-\uf8ff]/.test(text);

/** The lines that are not all ASCII. In no encoding is a line end part of another character. */
function tellingLines(sample: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const telling: number[] = [];
  let start = 0;
  while (start < sample.length && telling.length < tellingBytes) {
    const next = sample.indexOf(10, start);
    const end = next < 0 ? sample.length : next + 1;
    const line = sample.subarray(start, end);
    const first = line.findIndex((byte) => byte > 127);
    if (first >= 0) {
      const from = Math.max(0, first - 256);
      telling.push(...line.subarray(from, from + tellingBytes));
    }
    start = end;
  }
  return Uint8Array.from(telling);
}

function decode(bytes: Uint8Array<ArrayBuffer>, encoding: string): string {
  const text = textDecoder(encoding).decode(bytes, { stream: true });
  if (encoding !== 'windows-1252') return text.normalize('NFC');
  // Some engines read it as Latin-1.
  return text.replaceAll(/[\u0080-\u009f]/g, (control) => windows1252.charAt(control.charCodeAt(0) - 0x80));
}

/** What hardly stands where it does in a text that was read rightly. */
const odd = [
  /\ufffd|[\u0080-\u009f\ue000-\uf8ff]/g,
  // A capital within a word; a word that goes on with a sign, or that begins with a paragraph sign.
  /\p{Ll}\p{Lu}/gu,
  /(?<=\p{L})[^\p{L}\p{M}\p{Nd}\p{P}\s\p{ASCII}](?=\p{L})/gu,
  /(?<=\p{L})[¡¿§¶†‡•„‚«“‹](?=\p{L})|¶(?=\p{L})/gu,
  // An accent without a letter.
  /(?<!\p{L}\p{M}*)\p{M}/gu,
  // Letters of two scripts side by side.
  /\p{sc=Latin}(?=[\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Thai}])|[\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Thai}](?=\p{sc=Latin})/gu,
  // Thai vowels without their consonant, rare signs, and two vowels or tones at one place.
  /(?<![\u0e01-\u0e2e\u0e30-\u0e4e])[\u0e30-\u0e3a\u0e45-\u0e4e]|[\u0e40-\u0e44](?![\u0e01-\u0e2e])|[\u0e3f\u0e4f\u0e5a\u0e5b]/gu,
  /[\u0e31\u0e34-\u0e3a]{2}|[\u0e48-\u0e4b]{2}/gu,
  // Katakana of half width, and what frames are drawn with.
  /[\uff61-\uff9f\u2500-\u259f]/g,
];

/** How likely a text was read in the right encoding: up to about 1. */
function likelihood(text: string, encoding: string, scoreOf: LanguageScore): { score: number; bonus: number } {
  const characters = text.match(/\P{ASCII}/gu)?.length ?? 0;
  if (characters === 0) return { score: 0, bonus: 0 };
  const words = (text.match(/[\p{L}\p{M}]+/gu) ?? []).filter((word) => word.length > 1 && /\P{ASCII}/u.test(word));
  const { language, score } = scoreOf([...new Set(words)].join(' '));
  const letters = words
    .join('')
    .replaceAll(/\p{ASCII}/gu, '')
    .toLowerCase();
  const alphabet = alphabets[language];
  const foreign = alphabet === undefined ? 0 : [...letters].filter((letter) => !alphabet.includes(letter)).length;
  const capitals = words.filter(
    (word) => word.length > 2 && word === word.toUpperCase() && word !== word.toLowerCase(),
  );
  const sureness =
    score - (foreign / Math.max(1, letters.length)) * 0.5 - (capitals.length > words.length * 0.8 ? 0.06 : 0);
  const inWords = Math.min(letters.length, characters);
  const mean = (sureness * inWords + neutral * (characters - inWords)) / characters;
  const oddities = odd.reduce((sum, pattern) => sum + (text.match(pattern)?.length ?? 0), 0);
  const bonus = bonusOf(encoding, language, characters);
  return { score: mean - oddities / characters + bonus, bonus };
}

function bonusOf(encoding: string, language: string, characters: number): number {
  if (manyBytes.has(encoding)) return languagesOfManyBytes.has(language) ? manyBytesBonus : -manyBytesBonus;
  return encoding === 'windows-1252' ? usualBonus * Math.max(0, 1 - characters / fewCharacters) : 0;
}

function doubtBetween(best: Reading, next: Reading): EncodingDoubt {
  const [here, there] = [best, next].map(({ text }) => text.split(/\r\n|\r|\n/));
  const line = (here ?? []).findIndex((own, index) => own !== there?.[index]);
  const excerpt = (lines: string[] | undefined) => {
    const own = lines?.[Math.max(0, line)] ?? '';
    const from = Math.max(0, own.search(/\P{ASCII}/u) - shownCharacters / 2);
    return own.slice(from, from + shownCharacters);
  };
  return { other: next.encoding, here: excerpt(here), there: excerpt(there) };
}
