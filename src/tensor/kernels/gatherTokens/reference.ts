import { halfToSingle } from '../../halfPrecision';
import { forEachCached, halves } from '../../kernelParts/tokenCache.reference';
import { floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { GatherTokensArguments } from './spec';

export function gatherTokens(args: GatherTokensArguments, step: StepReader): void {
  const { hidden } = args;
  const [cache, y] = [halves(words(args.cache)), floats(args.y)];
  forEachCached(args, args.hidden, words(args.cacheStarts), step, (token, start) => {
    y.set(halfToSingle(cache.subarray(start, start + hidden)), token * hidden);
  });
}
