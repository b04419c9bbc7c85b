import { input, integer, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  hidden: integer,
  /** Where the tokens of each text start, `[texts + 1]`. */
  starts: input('u32'),
  /** What was pooled, `[tokens, hidden]`. */
  x: input(),
  /** `[texts, hidden]` */
  dy: input(),
  /** `[tokens, hidden]` */
  dx: output(),
});
export type MaxPoolGradientArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** The gradient of maxPool without its dropout: all of it goes to the first of the largest, as in PyTorch. */
    maxPoolGradient(args: MaxPoolGradientArguments): void;
  }
}
