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
    context: output(),
    /** log Σ exp of each score row, `[tokens, heads]`, from which the gradient makes the probabilities again. */
    logSumExp: output(),
  },
  {
    scratch: ({ hidden, heads, window }, { tokens }) => attentionScratch(tokens, hidden / heads, window ?? 0),
  },
);
export type AttentionArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** Multi-head self-attention within each text (Vaswani et al. 2017, arXiv 1706.03762, equation 1). */
    attention(args: AttentionArguments): void;
  }
}
