import { input, integer, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  hidden: integer,
  /** `[tokens]` */
  indices: input('u32'),
  /** `[tokens, hidden]` */
  dy: input(),
  /** `[rows, hidden]` */
  table: output(),
});
export type EmbedGradientArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** table[indices[t]] += dy[t], in the order of tokens. The table must have been cleared. */
    embedGradient(args: EmbedGradientArguments): void;
  }
}
