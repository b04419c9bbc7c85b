import { floatOr, input, integer, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  hidden: integer,
  /** `[tokens]` */
  ids: input('u32'),
  /** `[tokens]` */
  positionIds: input('u32'),
  /** `[tokens]` */
  typeIds: input('u32'),
  /** `[vocabulary, hidden]` */
  words: input(),
  /** `[positions, hidden]` */
  positions: input(),
  /** `[types, hidden]` */
  types: input(),
  /** Of a table in 8 bits, four an element: its scale; hidden is then a multiple of 4. 0: in single precision. */
  wordsScale: floatOr(0),
  positionsScale: floatOr(0),
  typesScale: floatOr(0),
  /** `[tokens, hidden]` */
  y: output(),
});
export type EmbedArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** y = words[ids] + positions[positionIds] + types[typeIds] */
    embed(args: EmbedArguments): void;
  }
}
