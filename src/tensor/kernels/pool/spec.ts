import { dropout, float, floatOr, input, integer, optional, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  hidden: integer,
  first: float,
  mean: float,
  /** The share of the sum over the root of the number of tokens. */
  meanSqrtLength: floatOr(0),
  /** Where the tokens of each text start, `[texts + 1]`. */
  starts: input('u32'),
  dropout: optional(dropout),
  /** `[tokens, hidden]` */
  x: input(),
  /** `[texts, hidden]` */
  y: output(),
});
export type PoolArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** y[b] = dropout(first · x[first token of b] + (mean / n + meanSqrtLength / √n) · sum of x over the n tokens of b) */
    pool(args: PoolArguments): void;
  }
}
