import { activation, dropout, input, integer, optional, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  width: integer,
  activation,
  /** What is activated, and beside it its gate, `[tokens, 2 · width]`. */
  x: input(),
  dropout: optional(dropout),
  /** `[tokens, width]` */
  y: output(),
});
export type GatedActivationArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** y = dropout(activation(first half of x) · second half of x); GeGLU with GELU (Shazeer 2020, arXiv 2002.05202). */
    gatedActivation(args: GatedActivationArguments): void;
  }
}
