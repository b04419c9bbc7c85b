// The tokens that are recognised in a text itself, such as <mask>, as Hugging Face's `tokenizers` finds them
// (AddedVocabulary::extract_and_normalize): some before normalizing, the others after it.

import type { AddedToken } from './tokenParts';

/** A piece of a text: an added token by its id, or text that is normalized already. */
export type Piece = number | { text: string; atStart: boolean };

/** Unicode's White_Space. JavaScript's \s has U+FEFF besides, and lacks U+0085. */
export const whiteSpace = '[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

const oneSpace = new RegExp(whiteSpace);

/** A text without the white space at its end. A pattern such as `\s+$` would take quadratic time on rows of spaces. */
export function withoutEndSpaces(text: string): string {
  let end = text.length;
  while (end > 0 && oneSpace.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** What Rust's regular expressions call a character of a word. */
const wordCharacter = '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]';
const endsInWord = new RegExp(`${wordCharacter}$`, 'u');
const startsWithWord = new RegExp(`^${wordCharacter}`, 'u');

function isWithinWord(text: string, start: number, end: number): boolean {
  return endsInWord.test(text.slice(Math.max(0, start - 2), start)) || startsWithWord.test(text.slice(end, end + 2));
}

/** A function that cuts a text at its added tokens and normalizes the rest. */
export function addedTokenSplitter(
  tokens: AddedToken[],
  normalize: (text: string) => string,
): (text: string) => Piece[] {
  const find = finder(tokens.filter(({ normalized }) => !normalized));
  // `tokenizers` normalizes what it looks for, too.
  const findNormalized = finder(
    tokens
      .filter(({ normalized }) => normalized)
      .map((token) => ({ ...token, content: normalize(token.content) }))
      .filter(({ content }) => content !== ''),
  );
  return (text) => {
    const pieces: Piece[] = [];
    for (const piece of find({ text, atStart: true })) {
      if (typeof piece === 'number') pieces.push(piece);
      else pieces.push(...findNormalized({ ...piece, text: normalize(piece.text) }));
    }
    return pieces.filter((piece) => typeof piece === 'number' || piece.text !== '');
  };
}

function finder(tokens: AddedToken[]): (piece: Exclude<Piece, number>) => Piece[] {
  if (tokens.length === 0) return (piece) => [piece];
  // Of those that normalizing made alike, the first; special ones come before others.
  const inOrder = [...tokens.filter(({ special }) => special), ...tokens.filter(({ special }) => !special)];
  const byContent = new Map(inOrder.reverse().map((token) => [token.content, token]));
  // The longest of those that start at one place, which is the first that the alternation tries.
  const alternatives = [...byContent.values()]
    .sort((a, b) => b.content.length - a.content.length)
    .map(({ content }) => content.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const pattern = new RegExp(alternatives.join('|'), 'g');
  const spacesAfter = new RegExp(`^${whiteSpace}+`);
  return ({ text, atStart }) => {
    const pieces: Piece[] = [];
    let end = 0;
    for (const match of text.matchAll(pattern)) {
      const token = byContent.get(match[0]);
      if (!token || match.index < end) continue;
      if (token.singleWord && isWithinWord(text, match.index, match.index + match[0].length)) continue;
      let before = text.slice(end, match.index);
      if (token.lstrip) before = withoutEndSpaces(before);
      if (before) pieces.push({ text: before, atStart: atStart && end === 0 });
      pieces.push(token.id);
      end = match.index + token.content.length;
      if (token.rstrip) end += spacesAfter.exec(text.slice(end))?.[0].length ?? 0;
    }
    if (end < text.length) pieces.push({ text: text.slice(end), atStart: atStart && end === 0 });
    return pieces;
  };
}
