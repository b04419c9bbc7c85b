// What attention and its gradient share: which tokens attend to which, and how much before the softmax.

import type { View } from '../device';
import { at, floats, words } from '../reference/hostMemory';
import type { StepReader } from '../reference/stepReader';
import type { TextLayout } from './textLayout';

interface AttentionScores extends TextLayout {
  hidden: number;
  heads: number;
  qkv: View;
}

/** The index of an attention probability for dropout. */
export const dropoutIndex = (token: number, heads: number, head: number, key: number) =>
  (token * heads + head) * 512 + key;

/** Calls with each token and head, and where the token's text starts and ends. */
export function forEachRow(
  { heads, starts: startsView, textOf: textOfView }: AttentionScores,
  step: StepReader,
  visit: (token: number, head: number, start: number, end: number) => void,
): void {
  const [starts, textOf] = [words(startsView), words(textOfView)];
  for (let token = 0; token < step.rows('tokens'); token++) {
    const text = at(textOf, token);
    for (let head = 0; head < heads; head++) {
      visit(token, head, at(starts, text), at(starts, text + 1));
    }
  }
}

/** query · key / √size of one token and head against each token of its text. */
export function scoresOf(
  { hidden, heads, qkv: qkvView }: AttentionScores,
  token: number,
  head: number,
  start: number,
  end: number,
): number[] {
  const qkv = floats(qkvView);
  const size = hidden / heads;
  const query = token * 3 * hidden + head * size;
  return Array.from({ length: end - start }, (_, key) => {
    const other = (start + key) * 3 * hidden + hidden + head * size;
    let sum = 0;
    for (let i = 0; i < size; i++) sum += at(qkv, query + i) * at(qkv, other + i);
    return sum / Math.sqrt(size);
  });
}
