import { dropout, float, input, integer, optional, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  hidden: integer,
  first: float,
  mean: float,
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
    /** y[b] = dropout(first · x[first token of b] + mean · mean of x over the tokens of b) */
    pool(args: PoolArguments): void;
  }
}
