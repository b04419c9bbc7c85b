// BertNormalizer as Hugging Face's `tokenizers` (Rust) does it; the one in @xenova/transformers strips only the
// accents U+0300 to U+036F, misses Chinese beyond U+FFFF, and lower-cases a Greek final sigma by its context.

/** The settings of a BertNormalizer, `clean_text` being on. */
export interface BertNormalization {
  lowercase: boolean;
  stripAccents: boolean;
  spaceChinese: boolean;
}

const whiteSpace = /\s/;
const tabOrLineEnd = /[\t\n\r]/;
const removed = /[\uFFFD\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u;
const nonspacingMarks = /\p{Mn}/gu;
/** The block borders are those of `tokenizers`, its U+2B920 (for U+2B820) included. */
const chinese =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/u;
const printableAscii = /^[\t\n\r -~]*$/;

/**
 * A function from a text to the text that BERT's vocabulary knows.
 *
 * It goes by code points, each by itself, and so takes linear time on any text: normalising a whole text to NFD
 * would sort a long row of combining marks. That sorting changes no id, for the marks it leaves in another order
 * (spacing ones with a combining class) are in no BERT vocabulary.
 */
export function bertNormalizer(settings: BertNormalization): (text: string) => string {
  const known = new Map<string, string>();
  const normalize = (character: string): string => {
    const found = known.get(character);
    if (found !== undefined) return found;
    const normalized = normalizeCharacter(character, settings);
    known.set(character, normalized);
    return normalized;
  };
  return (text) => {
    if (printableAscii.test(text)) return settings.lowercase ? text.toLowerCase() : text;
    let normalized = '';
    for (const character of text) normalized += normalize(character);
    return normalized;
  };
}

function normalizeCharacter(character: string, settings: BertNormalization): string {
  if (tabOrLineEnd.test(character)) return ' ';
  if (removed.test(character)) return '';
  if (whiteSpace.test(character)) return ' ';
  const stripped = settings.stripAccents ? character.normalize('NFD').replace(nonspacingMarks, '') : character;
  // One code point at a time, so that a final sigma is like any other.
  const cased = settings.lowercase ? Array.from(stripped, (part) => part.toLowerCase()).join('') : stripped;
  return settings.spaceChinese && chinese.test(character) ? ` ${cased} ` : cased;
}
