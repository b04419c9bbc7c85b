import { productScratch } from '../../wasm/scratch';
import { group, input, integer, integers, optional, output, rows, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec(
  {
    rows,
    /** `[rows, inputs]` */
    x: input(),
    /** `[rows, outputs]` */
    dy: input(),
    inputs: integer,
    outputs: integer,
    /** `[inputs, outputs]` */
    dWeight: output(),
    /** `[outputs]` */
    dBias: optional(output()),
    /**
     * Keeps dWeight zero outside blocks: rows `[k · rows, (k + 1) · rows)` belong to the columns
     * `[j · columns, (j + 1) · columns)` with `owner[j] === k`. For adapters of fused projections.
     */
    blocks: optional(group({ rows: integer, columns: integer, owner: integers(3) })),
  },
  {
    product: ({ rows, inputs, outputs }, largest) => ({
      kind: 'TN',
      rows: inputs,
      inner: largest[rows],
      columns: outputs,
    }),
    scratch: ({ rows }, largest) => productScratch(largest[rows]),
  },
);
export type LinearWeightGradientArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** dWeight (+)= xᵀ · dy;  dBias (+)= Σ rows of dy */
    linearWeightGradient(args: LinearWeightGradientArguments): void;
  }
}
