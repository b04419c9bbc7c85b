import { attentionScratch } from '../../wasm/scratch';
import { textLayout } from '../../kernelParts/textLayout';
import { dropout, input, integer, optional, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec(
  {
    ...textLayout,
    hidden: integer,
    heads: integer,
    /** Tokens before and after it that a token attends to; absent: all of its text. */
    window: optional(integer),
    /** Query, key and value side by side, `[tokens, 3 · hidden]`. */
    qkv: input(),
    /** On the attention probabilities; the index of an element is `((query token · heads + head) · 8192) + key`. */
    dropout: optional(dropout),
    /** `[tokens, hidden]` */
    context: input(),
    /** log Σ exp of each score row, `[tokens, heads]`. */
    logSumExp: input(),
    /** `[tokens, hidden]` */
    dContext: input(),
    /** Σ dContext · context of each head, `[tokens, heads]`; written here. */
    delta: output(),
    /** `[tokens, 3 · hidden]` */
    dQkv: output(),
  },
  {
    scratch: ({ hidden, heads, window }, { tokens }) => attentionScratch(tokens, hidden / heads, window ?? 0),
  },
);
export type AttentionGradientArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** The gradient of attention, recomputing the probabilities (Dao et al. 2022, arXiv 2205.14135, algorithm 4). */
    attentionGradient(args: AttentionGradientArguments): void;
  }
}
