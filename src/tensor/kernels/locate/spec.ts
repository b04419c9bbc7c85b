import { input, integer, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  /** Where the tokens of each text start, `[texts + 1]`. */
  starts: input('u32'),
  /** For each token its text, `[tokens]`. */
  textOf: output('u32'),
  /** `[tokens]`; `firstPosition` + index in the text. */
  positions: output('u32'),
  firstPosition: integer,
});
export type LocateArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** textOf and position of each token, from where the texts start. */
    locate(args: LocateArguments): void;
  }
}
