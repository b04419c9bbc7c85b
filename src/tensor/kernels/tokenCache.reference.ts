import { halfToSingle, singleToHalf } from '../halfPrecision';
import { at, floats, words } from '../reference/memory';
import type { StepReader } from '../reference/stepState';
import type { GatherTokensArguments, KeepTokensArguments, TextLayout } from './kernels';

export function gatherTokens(args: GatherTokensArguments, step: StepReader): void {
  const { hidden } = args;
  const [cache, y] = [halves(words(args.cache)), floats(args.y)];
  forEachCached(args, args.hidden, words(args.cacheStarts), step, (token, start) => {
    y.set(halfToSingle(cache.subarray(start, start + hidden)), token * hidden);
  });
}

export function keepTokens(args: KeepTokensArguments, step: StepReader): void {
  const { hidden } = args;
  const [cache, x] = [halves(words(args.cache)), floats(args.x)];
  forEachCached(args, args.hidden, words(args.cacheStarts), step, (token, start) => {
    cache.set(singleToHalf(x.subarray(token * hidden, (token + 1) * hidden)), start);
  });
}

function halves(pairs: Uint32Array<ArrayBuffer>): Uint16Array {
  return new Uint16Array(pairs.buffer, pairs.byteOffset, pairs.length * 2);
}

/** Calls with each token and where its row starts in the cache, in halves. */
function forEachCached(
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
