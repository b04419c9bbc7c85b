import { at, words } from '../reference/hostMemory';
import type { StepReader } from '../reference/stepReader';
import type { TextLayout } from './textLayout';

/** The halves of a view of pairs. */
export function halves(pairs: Uint32Array<ArrayBuffer>): Uint16Array {
  return new Uint16Array(pairs.buffer, pairs.byteOffset, pairs.length * 2);
}

/** Calls with each token and where its row starts in the cache, in halves. */
export function forEachCached(
  { starts: startsView, textOf: textOfView }: TextLayout,
  hidden: number,
  cacheStarts: Uint32Array,
  step: StepReader,
  visit: (token: number, start: number) => void,
): void {
  const [starts, textOf] = [words(startsView), words(textOfView)];
  for (let token = 0; token < step.rows('tokens'); token++) {
    const text = at(textOf, token);
    visit(token, (at(cacheStarts, text) + token - at(starts, text)) * hidden);
  }
}
