import { dropout, input, integer, optional, output, rows, type ArgumentsOf } from '../fields';
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
  /** mean and rstd of each row, `[rows, 2]`. */
  statistics: input(),
  /** `[hidden]` */
  dWeight: output(),
  /** `[hidden]`; absent where the normalisation has no bias. */
  dBias: optional(output()),
});
export type LayerNormParameterGradientArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** dWeight (+)= Σ rows dy · (x − mean) · rstd;  dBias (+)= Σ rows dy */
    layerNormParameterGradient(args: LayerNormParameterGradientArguments): void;
  }
}
