import { textLayout } from '../../kernelParts/textLayout';
import { float, input, integer, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  ...textLayout,
  hidden: integer,
  heads: integer,
  /** Of each position the cosines of its angles, then their sines, `[positions, hidden / heads]`. */
  angles: input(),
  /** 1 turns forward, −1 back: the gradient. */
  direction: float,
  /** Query, key and value side by side, `[tokens, 3 · hidden]`; query and key are turned in their place. */
  qkv: output(),
});
export type RotaryArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /**
     * Rotary positions (Su et al. 2021, arXiv 2104.09864): elements i and i + size / 2 of each head are turned by angle i of
     * the token's position, as `apply_rotary_pos_emb` of transformers does.
     */
    rotary(args: RotaryArguments): void;
  }
}
