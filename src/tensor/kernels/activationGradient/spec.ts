import { activation, input, integer, output, rows, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  rows,
  width: integer,
  activation,
  /** What was activated, `[rows, width]`. */
  x: input(),
  /** `[rows, width]` */
  dy: input(),
  /** `[rows, width]` */
  dx: output(),
});
export type ActivationGradientArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** dx = dy · slope of the activation at x; where a product follows, `linearInputGradient` does it as well. */
    activationGradient(args: ActivationGradientArguments): void;
  }
}
