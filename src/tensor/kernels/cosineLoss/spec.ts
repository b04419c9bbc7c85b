import { input, integer, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  hidden: integer,
  /** `[texts, hidden]`; pair i is texts 2i and 2i + 1. */
  x: input(),
  /** Class ids, `[texts]`: a pair of one class should have a cosine of 1, one of two classes 0. */
  labels: input('u32'),
  /** `[texts, hidden]` */
  dx: output(),
  /** One element to which the losses of all pairs are added. */
  loss: output(),
});
export type CosineLossArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /**
     * The squared error of the cosine of each pair of texts, as CosineSimilarityLoss of sentence-transformers, times the step's
     * lossScale; and its gradient.
     */
    cosineLoss(args: CosineLossArguments): void;
  }
}
