// Texts cut by Unicode's rules, in a time that grows with the text: V8 takes time by the whole text for each segment.

/** UTF-16 code units that are segmented at once. */
const stretch = 1024;

/**
 * The segments of a text. Where a stretch ends, its last segment may go on, and begins the next one: grapheme clusters are
 * those of the whole text; of words, a dictionary may find others near such an end.
 */
export function* segmentsOf(text: string, segmenter: Intl.Segmenter): Generator<string> {
  let length = stretch;
  for (let start = 0; start < text.length;) {
    // No half of a character beyond U+FFFF: it would be a segment of its own.
    const end = isHighSurrogate(text.charCodeAt(start + length - 1)) ? start + length + 1 : start + length;
    const segments = Array.from(segmenter.segment(text.slice(start, end)), ({ segment }) => segment);
    if (end < text.length) segments.pop();
    // All of it is one segment.
    if (segments.length === 0) length *= 2;
    else length = stretch;
    for (const segment of segments) {
      yield segment;
      start += segment.length;
    }
  }
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code < 0xdc00;
