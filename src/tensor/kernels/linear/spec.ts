import { lowRank } from '../../kernelParts/lowRank';
import { productScratch } from '../../wasm/scratch';
import { activation, dropout, floatOr, input, integer, optional, output, rows, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec(
  {
    rows,
    /** `[rows, inputs]` */
    x: input(),
    /** `[inputs, outputs]` */
    weight: input(),
    /** Where the weight lies in 8 bits, four an element: a scale for each output, `[outputs]`. Both lengths are then multiples of 4. */
    weightScales: optional(input()),
    inputs: integer,
    outputs: integer,
    scale: floatOr(1),
    /** `[outputs]` */
    bias: optional(input()),
    lowRank: optional(lowRank),
    activation: optional(activation),
    /** Where u is kept for the gradient of the activation, `[rows, outputs]`. */
    preactivation: optional(output()),
    dropout: optional(dropout),
    /** `[rows, outputs]` */
    residual: optional(input()),
    /** `[rows, outputs]` */
    y: output(),
  },
  {
    product: ({ rows, inputs, outputs }, largest) => ({
      kind: 'NN',
      rows: largest[rows],
      inner: inputs,
      columns: outputs,
    }),
    scratch: ({ inputs, lowRank }) => productScratch(inputs, lowRank?.rank),
  },
);
export type LinearArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** u = scale · x · weight + bias + left · right;  y = dropout(activation(u)) + residual */
    linear(args: LinearArguments): void;
  }
}
