// Texts that say nothing.

const placeholders = new Set(
  (
    'n/a|na|n.a.|n.a|nan|null|none|nil|undefined|empty|blank|missing|unknown|tbd|tba|todo|test|testing|test test|asdf|xxx|xx|' +
    'foo|bar|foo bar|lorem ipsum|no comment|no comments|nothing|no text|no answer|not applicable|not available|see above|' +
    '[deleted]|[removed]|deleted|removed|#n/a|#ref!|#value!|#name?|#null!|#div/0!|(blank)|(empty)|(null)|(none)|' +
    'keine angabe|keine angaben|k.a.|k. a.|ka|keine|kein kommentar|leer|siehe oben|entfällt|unbekannt|nichts|' +
    'sans objet|aucun|rien|s.o.|ninguno|nada|sin comentarios'
  ).split('|'),
);

/** Whether a text, or a label, only stands for one that is missing. */
export function isPlaceholder(text: string): boolean {
  if (text.length > 2000) return false;
  const plain = text.trim().toLowerCase();
  if (/^lorem ipsum dolor\b/.test(plain)) return true;
  return plain.length <= 30 && (placeholders.has(plain) || placeholders.has(plain.replace(/[.!]+$/, '')));
}

/** Fewer letters and digits than this are nearly nothing. */
const fewLetters = 3;

/** Whether a text has hardly a letter or digit. A character that is a word counts as two, an emoji as enough. */
export function isNearlyEmpty(text: string): boolean {
  if (text.length > 200 || text.trim() === '') return false;
  if (/\p{Extended_Pictographic}/u.test(text)) return false;
  const letters = text.match(/[\p{L}\p{N}]/gu) ?? [];
  const words = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu) ?? [];
  return letters.length + words.length < fewLetters;
}

/** Where characters were lost for good: U+FFFD, which a failed conversion leaves. */
export function lostCharacterMarks(text: string): [number, number][] {
  return [...text.matchAll(/\ufffd+/g)].map(({ index, 0: own }) => [index, index + own.length]);
}
