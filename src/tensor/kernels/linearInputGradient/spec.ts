import { lowRank } from '../../kernelParts/lowRank';
import { productScratch } from '../../wasm/scratch';
import {
  activation,
  dropout,
  floatOr,
  group,
  input,
  integer,
  optional,
  output,
  rows,
  type ArgumentsOf,
} from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec(
  {
    rows,
    /** `[rows, outputs]` */
    dy: input(),
    /** `[inputs, outputs]` */
    weight: input(),
    /** Where the weight lies in 8 bits, four an element: a scale for each output, `[outputs]`. Both lengths are then multiples of 4. */
    weightScales: optional(input()),
    inputs: integer,
    outputs: integer,
    scale: floatOr(1),
    lowRank: optional(lowRank),
    dropout: optional(dropout),
    /** The activation that made x, and what it was applied to, `[rows, inputs]`. */
    activation: optional(group({ kind: activation, preactivation: input() })),
    /** `[rows, inputs]` */
    residual: optional(input()),
    /** `[rows, inputs]` */
    dx: output(),
  },
  {
    product: ({ rows, inputs, outputs }, largest) => ({
      kind: 'NT',
      rows: largest[rows],
      inner: outputs,
      columns: inputs,
    }),
    scratch: ({ outputs, lowRank }) => productScratch(outputs, lowRank?.rank),
  },
);
export type LinearInputGradientArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** v = scale · dy · weightᵀ + left · rightᵀ;  dx = dropout(v) · activation′(preactivation) + residual */
    linearInputGradient(args: LinearInputGradientArguments): void;
  }
}
