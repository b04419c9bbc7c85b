import { activation, dropout, input, integer, optional, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  width: integer,
  activation,
  /** What was activated, and beside it its gate, `[tokens, 2 · width]`. */
  x: input(),
  dropout: optional(dropout),
  /** `[tokens, width]` */
  dy: input(),
  /** `[tokens, 2 · width]` */
  dx: output(),
});
export type GatedActivationGradientArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** The gradient of a gated activation's input. */
    gatedActivationGradient(args: GatedActivationGradientArguments): void;
  }
}
