import { textLayout } from '../../kernelParts/textLayout';
import { float, floatOr, input, integer, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  ...textLayout,
  hidden: integer,
  first: float,
  mean: float,
  /** The share of the sum over the root of the number of tokens. */
  meanSqrtLength: floatOr(0),
  /** `[texts, hidden]` */
  dy: input(),
  /** `[tokens, hidden]` */
  dx: output(),
});
export type PoolGradientArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** The gradient of pooling without its dropout, which the gradient before it has applied. */
    poolGradient(args: PoolGradientArguments): void;
  }
}
