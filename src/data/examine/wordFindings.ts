// Words that give a label away: a model would learn them instead of what the texts say.

import { isUnspaced } from '../read/encodings/alphabets';

/** A word that alone predicts a label. */
export interface GiveAway {
  word: string;
  label: string;
  /** Share of the texts with the word that have the label. */
  precision: number;
  /** Share of the label's texts that have the word. */
  coverage: number;
}

/** A rule from fewer texts could be chance. */
const enoughTexts = 20;
const wantedPrecision = 0.95;
const wantedCoverage = 0.3;
/** So many times more frequent in the label's texts than in others: where nine of ten texts are `ham`, any word predicts it. */
const wantedLift = 20;
const wordsLookedAt = 500;
const longestWord = 40;

/** The words of a text in small letters, each once; `#tag` is its word. */
export function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  return new Set(words.slice(0, wordsLookedAt).filter(({ length }) => length <= longestWord));
}

export class WordCounts {
  private texts = 0;
  private readonly textsWith = new Map<string, number>();
  private readonly byLabel = new Map<string, { texts: number; textsWith: Map<string, number> }>();

  add(text: string, labels: string[]): void {
    const words = wordsOf(text);
    this.texts++;
    for (const word of words) this.textsWith.set(word, (this.textsWith.get(word) ?? 0) + 1);
    for (const label of labels) {
      const own = this.byLabel.get(label) ?? { texts: 0, textsWith: new Map<string, number>() };
      this.byLabel.set(label, own);
      own.texts++;
      for (const word of words) own.textsWith.set(word, (own.textsWith.get(word) ?? 0) + 1);
    }
  }

  /** The words that predict a label, the best first. */
  giveAways(): GiveAway[] {
    return [...this.byLabel]
      .flatMap(([label, own]) => {
        const others = Math.max(1, this.texts - own.texts);
        return [...own.textsWith].flatMap(([word, count]): GiveAway[] => {
          const precision = count / (this.textsWith.get(word) ?? count);
          const coverage = count / own.texts;
          const elsewhere = ((this.textsWith.get(word) ?? count) - count) / others;
          const tells =
            count >= enoughTexts &&
            precision > wantedPrecision &&
            coverage > wantedCoverage &&
            coverage >= elsewhere * wantedLift &&
            // Half of the others at least must have had the chance to have it.
            others >= enoughTexts;
          return tells ? [{ word, label, precision, coverage }] : [];
        });
      })
      .sort((a, b) => b.coverage * b.precision - a.coverage * a.precision);
  }
}

/** Texts that must name their label, and their share of the label's texts, before it is said. */
const enoughMentions = 10;
const wantedMentionShare = 0.05;
/** So many times more often than other texts do. */
const mentionLift = 5;
/** Numbers and single letters are in any text: these are said where nearly each of the label's texts has them. */
const nearlyEach = 0.9;

/** Counts texts that name a label. */
export class LabelMentions {
  /** Labels by their first word. */
  private readonly byFirstWord = new Map<string, { label: string; words: string[] }[]>();
  /** Labels that are looked for within words. */
  private readonly unspaced: string[] = [];
  private readonly counts = new Map<string, { own: number[]; others: number; texts: number; leastShare: number }>();
  private texts = 0;

  constructor(labels: string[]) {
    for (const label of labels) {
      const words = label.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
      const isWord = isUnspaced(label) || words.some((word) => /\p{L}{3}/u.test(word));
      this.counts.set(label, { own: [], others: 0, texts: 0, leastShare: isWord ? wantedMentionShare : nearlyEach });
      if (words.length === 0) continue;
      if (isUnspaced(label)) {
        this.unspaced.push(label);
        continue;
      }
      const first = words[0] ?? '';
      const others = this.byFirstWord.get(first) ?? [];
      this.byFirstWord.set(first, [...others, { label, words }]);
    }
  }

  add(row: number, text: string, labels: string[]): void {
    this.texts++;
    for (const label of labels) {
      const own = this.counts.get(label);
      if (own) own.texts++;
    }
    for (const label of this.namedIn(text)) {
      const counts = this.counts.get(label);
      if (!counts) continue;
      if (labels.includes(label)) counts.own.push(row);
      else counts.others++;
    }
  }

  findings(): { label: string; rows: Uint32Array; ownShare: number; otherShare: number }[] {
    return [...this.counts]
      .flatMap(([label, { own, others, texts, leastShare }]) => {
        const ownShare = own.length / Math.max(1, texts);
        const otherShare = others / Math.max(1, this.texts - texts);
        const tells = own.length >= enoughMentions && ownShare >= leastShare && ownShare >= mentionLift * otherShare;
        return tells ? [{ label, rows: Uint32Array.from(own), ownShare, otherShare }] : [];
      })
      .sort((a, b) => b.rows.length - a.rows.length);
  }

  private namedIn(text: string): Set<string> {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const named = new Set(this.unspaced.filter((label) => text.includes(label)));
    words.forEach((word, at) => {
      for (const { label, words: wanted } of this.byFirstWord.get(word) ?? []) {
        if (wanted.every((own, index) => words[at + index] === own)) named.add(label);
      }
    });
    return named;
  }
}
