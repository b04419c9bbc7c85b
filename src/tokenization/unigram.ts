// SentencePiece's Unigram model (Kudo 2018, arXiv 1804.10959) as `tokenizers` (Rust) applies it: the split of a word
// with the highest sum of log-probabilities, by Viterbi's algorithm. The library's builds a tree of JavaScript maps
// for a quarter of a million tokens, and cuts characters beyond U+FFFF in two.

import { addedTokenSplitter, whiteSpace, withoutEndSpaces } from './addedTokens';
import { precompiledNormalizer } from './precompiled';
import type { UnigramFile, UnigramStep } from './unigramFile';

/** How much worse than the rarest token an unknown character is. */
const unknownPenalty = 10;
const space = '▁';
const rememberedWords = 50_000;
/** Words longer than this hardly come again. */
const longestRemembered = 32;

/** A function from a text to its token ids without special tokens around it. @throws Failure `ModelBroken` */
export function unigramEncoder(file: UnigramFile): (text: string) => number[] {
  const split = addedTokenSplitter(file.addedTokens, unigramNormalizer(file.normalization));
  const segment = viterbi(file);
  const known = new Map<string, number[]>();
  const encodeWord = (word: string): number[] => {
    const found = known.get(word);
    if (found) return found;
    const ids = segment(word);
    if (word.length <= longestRemembered) {
      if (known.size > rememberedWords) known.clear();
      known.set(word, ids);
    }
    return ids;
  };
  return (text) => {
    const ids: number[] = [];
    for (const piece of split(text)) {
      if (typeof piece === 'number') ids.push(piece);
      else for (const word of wordsOf(piece.text, piece.atStart, file)) ids.push(...encodeWord(word));
    }
    return ids;
  };
}

function unigramNormalizer(steps: UnigramStep[]): (text: string) => string {
  const functions = steps.map((step): ((text: string) => string) => {
    switch (step.kind) {
      case 'precompiled':
        return precompiledNormalizer(step.charsMap);
      case 'stripEnd':
        return withoutEndSpaces;
      case 'squeezeSpaces':
        return (text) => text.replace(/ {2,}/g, () => step.content);
      default:
        return step satisfies never;
    }
  });
  return (text) => functions.reduce((normalized, apply) => apply(normalized), text.toWellFormed());
}

const anySpaces = new RegExp(`${whiteSpace}+`);

/** The words of a text, their spaces as ▁ in front. */
function wordsOf(text: string, atStart: boolean, { splitsWords, prepend }: UnigramFile): string[] {
  const parts = splitsWords ? text.split(anySpaces).filter(Boolean) : [text];
  return parts.flatMap((part, index) => {
    const spaced = part.replaceAll(' ', space);
    const prepends = prepend === 'always' || (prepend === 'first' && atStart && index === 0);
    const whole = prepends && !spaced.startsWith(space) ? space + spaced : spaced;
    return whole.split(/(?=▁)/);
  });
}

/** A function from a word to the ids of its best split; neighbouring unknown characters become one. */
function viterbi({ vocabulary, scores, unknownId }: UnigramFile): (word: string) => number[] {
  let longest = 0;
  for (const { length } of vocabulary.keys()) longest = Math.max(longest, length);
  const unknownScore = scores.reduce((least, score) => Math.min(least, score), Infinity) - unknownPenalty;
  return (word) => {
    const { length } = word;
    const best = new Float64Array(length + 1).fill(-Infinity);
    const starts = new Int32Array(length + 1);
    const ids = new Int32Array(length + 1);
    best[0] = 0;
    const reach = (end: number, start: number, id: number, score: number) => {
      if (score <= (best[end] ?? NaN)) return;
      best[end] = score;
      starts[end] = start;
      ids[end] = id;
    };
    for (let start = 0; start < length;) {
      const width = (word.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
      const before = best[start] ?? NaN;
      let single = false;
      for (let end = start + width; end <= Math.min(length, start + longest); end++) {
        const id = vocabulary.get(word.slice(start, end));
        // Tokens added behind the model's own are found in the text, not in a word.
        if (id === undefined || id >= scores.length) continue;
        reach(end, start, id, before + (scores[id] ?? NaN));
        if (end === start + width) single = true;
      }
      if (!single) reach(start + width, start, unknownId, before + unknownScore);
      start += width;
    }
    const found: number[] = [];
    for (let end = length; end > 0; end = starts[end] ?? NaN) {
      const id = ids[end] ?? NaN;
      if (id !== unknownId || found.at(-1) !== unknownId) found.push(id);
    }
    return found.reverse();
  };
}
