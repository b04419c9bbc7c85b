import { textLayout } from '../../kernelParts/textLayout';
import { input, integer, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  ...textLayout,
  hidden: integer,
  /** Half-precision pairs, `[cached tokens, hidden / 2]`; hidden is even. */
  cache: input('u32'),
  /** `[texts]` */
  cacheStarts: input('u32'),
  /** `[tokens, hidden]` */
  y: output(),
});
export type GatherTokensArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** y[t] = the cached row of each token: the rows of text b start at row `cacheStarts[b]` of the cache. */
    gatherTokens(args: GatherTokensArguments): void;
  }
}
