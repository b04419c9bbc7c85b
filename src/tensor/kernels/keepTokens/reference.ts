import { singleToHalf } from '../../halfPrecision';
import { forEachCached, halves } from '../../kernelParts/tokenCache.reference';
import { floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { KeepTokensArguments } from './spec';

export function keepTokens(args: KeepTokensArguments, step: StepReader): void {
  const { hidden } = args;
  const [cache, x] = [halves(words(args.cache)), floats(args.x)];
  forEachCached(args, args.hidden, words(args.cacheStarts), step, (token, start) => {
    cache.set(singleToHalf(x.subarray(token * hidden, (token + 1) * hidden)), start);
  });
}
