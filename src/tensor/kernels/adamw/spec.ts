import { floatOr, input, integer, output, sized, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

/** The decay rates of the moments and the denominator's floor: the defaults of torch.optim.AdamW. */
export const adamwConstants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

export const spec = kernelSpec({
  parameters: output(),
  gradients: sized(input()),
  firstMoment: output(),
  secondMoment: output(),
  /** Weight decay applies to the elements before this one. */
  decayed: integer,
  /** What the step's learning rate is multiplied by. */
  rateScale: floatOr(1),
  /** The parts of the squared norm of all gradients of the model. */
  partials: sized(input()),
});
export type AdamWArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** AdamW (Loshchilov & Hutter 2017, arXiv 1711.05101, algorithm 2), as torch.optim.AdamW, after clipping by global norm. */
    adamw(args: AdamWArguments): void;
  }
}
