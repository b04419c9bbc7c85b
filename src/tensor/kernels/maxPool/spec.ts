import { dropout, input, integer, optional, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  hidden: integer,
  /** Where the tokens of each text start, `[texts + 1]`. */
  starts: input('u32'),
  dropout: optional(dropout),
  /** `[tokens, hidden]` */
  x: input(),
  /** `[texts, hidden]` */
  y: output(),
});
export type MaxPoolArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** y[b] = dropout(the largest of each column of x over the tokens of b) */
    maxPool(args: MaxPoolArguments): void;
  }
}
