import { float, input, integer, output, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  classes: integer,
  /** `[texts, classes]` */
  logits: input(),
  /** `[texts, classes]`, 1 where a text has a class, else 0. */
  labels: input('u32'),
  /** What a text that has the class counts beside one that has not, `[classes]`. */
  classWeights: input(),
  smoothing: float,
  /** `[texts, classes]` */
  dLogits: output(),
  /** One element to which the losses of all texts are added. */
  loss: output(),
});
export type BinaryCrossEntropyArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /**
     * Binary cross-entropy of each class on its own, averaged over classes, as torch.nn.BCEWithLogitsLoss with `pos_weight`,
     * times the step's lossScale. With smoothing ε a target moves by ε / 2 towards one half.
     */
    binaryCrossEntropy(args: BinaryCrossEntropyArguments): void;
  }
}
