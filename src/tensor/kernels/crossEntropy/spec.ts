import { float, input, integer, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  classes: integer,
  /** `[texts, classes]` */
  logits: input(),
  /** Class ids, `[texts]`. */
  labels: input('u32'),
  /** `[classes]` */
  classWeights: input(),
  smoothing: float,
  /** `[texts, classes]` */
  dLogits: output(),
  /** One element to which the losses of all texts are added. */
  loss: output(),
});
export type CrossEntropyArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** Cross-entropy with label smoothing and class weights, as torch.nn.CrossEntropyLoss, times the step's lossScale. */
    crossEntropy(args: CrossEntropyArguments): void;
  }
}
