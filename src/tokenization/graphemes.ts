// What a person sees as one character.

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** What is segmented at once: V8 takes time by the whole text for each segment. */
const stretch = 512;

/** The grapheme clusters of a text. Where a stretch ends, its last cluster may go on, and begins the next one. */
export function* graphemes(text: string): Generator<string> {
  let length = stretch;
  for (let start = 0; start < text.length;) {
    // No half of a character beyond U+FFFF: it would be a cluster of its own.
    const end = isHighSurrogate(text.charCodeAt(start + length - 1)) ? start + length + 1 : start + length;
    const clusters = Array.from(segmenter.segment(text.slice(start, end)), ({ segment }) => segment);
    if (end < text.length) clusters.pop();
    // All of it is one cluster.
    if (clusters.length === 0) length *= 2;
    else length = stretch;
    for (const cluster of clusters) {
      yield cluster;
      start += cluster.length;
    }
  }
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code < 0xdc00;
