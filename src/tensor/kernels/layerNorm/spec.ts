import { dropout, float, input, integer, optional, output, rows, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  rows,
  hidden: integer,
  epsilon: float,
  /** `[rows, hidden]` */
  x: input(),
  /** `[hidden]` */
  weight: input(),
  /** `[hidden]`; absent: none is added. */
  bias: optional(input()),
  dropout: optional(dropout),
  /** `[rows, hidden]` */
  y: output(),
  /** mean and rstd of each row, `[rows, 2]`; for the gradients. */
  statistics: output(),
});
export type LayerNormArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** y = dropout((x − mean) · rstd · weight + bias)  (Ba et al. 2016, arXiv 1607.06450, equation 4) */
    layerNorm(args: LayerNormArguments): void;
  }
}
