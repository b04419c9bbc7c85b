import { input, integer, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  width: integer,
  /** `[rows, width]` */
  table: input(),
  /** `[texts]` */
  indices: input('u32'),
  /** `[texts, width]` */
  y: output(),
});
export type GatherRowsArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** y[b] = table[indices[b]] */
    gatherRows(args: GatherRowsArguments): void;
  }
}
