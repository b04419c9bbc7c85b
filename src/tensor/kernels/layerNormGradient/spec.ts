import { dropout, group, input, integer, optional, output, rows, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  rows,
  hidden: integer,
  /** `[rows, hidden]` */
  dy: input(),
  /** The dropout after the normalisation, applied to dy first. */
  dropout: optional(dropout),
  /** `[rows, hidden]` */
  x: input(),
  /** `[hidden]` */
  weight: input(),
  /** mean and rstd of each row, `[rows, 2]`. */
  statistics: input(),
  /** Added to the gradient: what came past the normalisation, `[rows, hidden]`. */
  residual: optional(input()),
  /** `[rows, hidden]` */
  dx: output(),
  /** A second copy of dx with the dropout of the branch that the residual joined. */
  dropped: optional(group({ view: output(), dropout })),
});
export type LayerNormGradientArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** The gradient of a layer normalisation's input. */
    layerNormGradient(args: LayerNormGradientArguments): void;
  }
}
