import { input, output, sized, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  gradients: sized(input()),
  /** Its length is the number of parts. */
  partials: sized(output()),
});
export type SquaredNormArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** partials[i] = a part of Σ gradients²; their sum is the squared norm. */
    squaredNorm(args: SquaredNormArguments): void;
  }
}
