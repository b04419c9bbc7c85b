import { textLayout } from '../../kernelParts/textLayout';
import { input, integer, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  ...textLayout,
  hidden: integer,
  /** `[tokens, hidden]` */
  x: input(),
  /** Half-precision pairs, `[cached tokens, hidden / 2]`; hidden is even. */
  cache: output('u32'),
  /** `[texts]` */
  cacheStarts: input('u32'),
});
export type KeepTokensArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** cache[cacheStarts[b] + index in the text] = x[t] in half precision, rounded to nearest even. */
    keepTokens(args: KeepTokensArguments): void;
  }
}
