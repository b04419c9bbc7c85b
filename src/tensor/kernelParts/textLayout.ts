import { input, type ArgumentsOf } from '../kernels/fields';

/** How the texts of a batch lie. */
export const textLayout = {
  /** Where the tokens of each text start, `[texts + 1]`. */
  starts: input('u32'),
  /** For each token its text, `[tokens]`. */
  textOf: input('u32'),
};
export type TextLayout = ArgumentsOf<typeof textLayout>;
