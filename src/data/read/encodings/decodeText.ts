// A stream of bytes as text. One TextDecoder decodes the whole stream before any parser sees it: a parser's own chunks
// garble characters and line ends at their borders.

import { readBytes } from '../bytes/byteStream';
import type { ByteSource } from '../bytes/byteSource';
import { encodingOfText } from './encoding';
import type { EncodingGuess } from './olderEncoding';
import { textDecoder } from './textDecoder';

/** Thrown where a file's beginning was plain ASCII, and what follows shows another encoding than was taken. */
export class OtherEncoding extends Error {
  constructor(readonly guess: EncodingGuess) {
    super(`The file is in ${guess.encoding}.`);
  }
}

export interface TextPiece {
  text: string;
  bytesRead: number;
  /** Whether U+FFFD or NUL is in it. */
  isDamaged: boolean;
}

/**
 * The text of a source; bytes that the encoding does not have become U+FFFD.
 *
 * @param isCertain whether the encoding is known by more than a beginning in ASCII
 * @param longest UTF-16 code units of a piece, at most
 * @throws OtherEncoding unless it is certain
 */
export async function* decodeText(
  source: ByteSource,
  encoding: string,
  isCertain: boolean,
  longest: number,
): AsyncGenerator<TextPiece> {
  const decoder = textDecoder(encoding);
  const { stream, bytesRead } = source.open();
  let certain = isCertain;
  for await (const bytes of readBytes(stream)) {
    const text = decoder.decode(bytes, { stream: true });
    if (!certain && (text.length < bytes.length || text.includes('\uFFFD'))) {
      const found = await encodingOfText(bytes);
      if (found.encoding !== encoding) throw new OtherEncoding(found);
      certain = true;
    }
    yield* pieces(text);
  }
  yield* pieces(decoder.decode());

  function* pieces(text: string): Generator<TextPiece> {
    const isDamaged = text.includes('\uFFFD') || text.includes('\0');
    for (const part of cutText(text, longest)) yield { text: part, bytesRead: bytesRead(), isDamaged };
  }
}

/** A text in pieces of `longest` UTF-16 code units, the last one shorter; an empty text is one piece. */
export function* cutText(text: string, longest: number): Generator<string> {
  let start = 0;
  do yield text.slice(start, start + longest);
  while ((start += longest) < text.length);
}
