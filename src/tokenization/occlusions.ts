// A text with its words left out in turn: how the answer changes tells which of them mattered (Zeiler and Fergus 2014,
// arXiv 1311.2901, for images; Li, Monroe and Jurafsky 2016, arXiv 1612.08220, for words).

import type { Occlusions } from '../domain/explanation';
import type { TextLimit, Tokenizer } from './tokenizer';
import { withoutPart, wordSpans } from './words';

type Span = [start: number, end: number];

/** With the whole text, 128 passes through the model. */
const mostParts = 127;
/** Of a text in many windows: as many passes as this, but not fewer parts than that. */
const mostPasses = 512;
const fewestParts = 15;

/** All that a model must read to tell what each word did; of a long text, several words at a time. */
export function occlude(text: string, tokenizer: Pick<Tokenizer, 'windows'>, limit: TextLimit): Occlusions {
  const whole = tokenizer.windows(text, limit);
  const room = Math.floor(mostPasses / whole.windows.length) - 1;
  const stretches = readStretches(text, wordSpans(text), tokenizer, limit);
  const words = stretches.reduce((sum, { length }) => sum + length, 0);
  const wordsPerPart = Math.ceil(words / Math.min(mostParts, Math.max(fewestParts, room))) || 1;
  const parts = stretches.flatMap((stretch) => inParts(stretch, wordsPerPart));

  const windows: number[][] = [];
  const known = new Map<string, number>();
  const indexOf = (ids: number[]): number => {
    const key = ids.join();
    const index = known.get(key) ?? windows.push(ids) - 1;
    known.set(key, index);
    return index;
  };
  const variants = [
    whole.windows.map(indexOf),
    ...parts.map((part) => tokenizer.windows(withoutPart(text, part), limit).windows.map(indexOf)),
  ];
  return { text, parts, wordsPerPart, cut: whole.truncated, windows, variants };
}

/** The words that can matter: of a text that is cut, those at its beginning, and at its end where that is read. */
function readStretches(
  text: string,
  words: Span[],
  tokenizer: Pick<Tokenizer, 'windows'>,
  { maxTokens, truncation }: TextLimit,
): Span[][] {
  const fills = (part: string) => tokenizer.windows(part, { maxTokens, truncation: 'start' }).truncated;
  if (truncation === 'windows' || !fills(text)) return [words];
  const head = firstWhere(words.length, (index) => fills(text.slice(0, words[index]?.[1])));
  if (truncation === 'start') return [words.slice(0, head + 1)];
  const tail = firstWhere(words.length, (index) => !fills(text.slice(words[index]?.[0])));
  if (tail - 1 <= head + 1) return [words];
  return [words.slice(0, head + 1), words.slice(Math.max(0, tail - 1))];
}

/** The first index for which something holds that holds for all after it; `count` for none. */
function firstWhere(count: number, holds: (index: number) => boolean): number {
  let [from, to] = [0, count];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

function inParts(words: Span[], wordsPerPart: number): Span[] {
  const parts: Span[] = [];
  for (let first = 0; first < words.length; first += wordsPerPart) {
    const last = Math.min(words.length, first + wordsPerPart) - 1;
    parts.push([words[first]?.[0] ?? 0, words[last]?.[1] ?? 0]);
  }
  return parts;
}
