// What attention and its gradient share: which tokens attend to which, and how much before the softmax.

import type { View } from '../device';
import { at, floats, words } from '../reference/hostMemory';
import { longestText } from '../wasm/sizes';
import type { StepReader } from '../reference/stepReader';
import type { TextLayout } from './textLayout';

interface AttentionScores extends TextLayout {
  hidden: number;
  heads: number;
  window?: number;
  qkv: View;
}

/** The index of an attention probability for dropout. */
export const dropoutIndex = (token: number, heads: number, head: number, key: number) =>
  (token * heads + head) * longestText + key;

/** The tokens that one attends to: the first and the one after the last, and how many of its text lie before them. */
export interface Attended {
  start: number;
  end: number;
  before: number;
}

/** Calls with each token and head, and the tokens that it attends to. */
export function forEachRow(
  { heads, window = Infinity, starts: startsView, textOf: textOfView }: AttentionScores,
  step: StepReader,
  visit: (token: number, head: number, attended: Attended) => void,
): void {
  const [starts, textOf] = [words(startsView), words(textOfView)];
  for (let token = 0; token < step.rows('tokens'); token++) {
    const text = at(textOf, token);
    const start = Math.max(at(starts, text), token - window);
    const end = Math.min(at(starts, text + 1), token + window + 1);
    const attended = { start, end, before: start - at(starts, text) };
    for (let head = 0; head < heads; head++) visit(token, head, attended);
  }
}

/** query · key / √size of one token and head against each token that it attends to. */
export function scoresOf(
  { hidden, heads, qkv: qkvView }: AttentionScores,
  token: number,
  head: number,
  { start, end }: Attended,
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
