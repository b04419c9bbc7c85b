import { at, floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { BinaryCrossEntropyArguments } from './spec';

export function binaryCrossEntropy(args: BinaryCrossEntropyArguments, step: StepReader): void {
  const { classes, smoothing } = args;
  const [logits, labels, weights] = [floats(args.logits), words(args.labels), floats(args.classWeights)];
  const [dLogits, loss] = [floats(args.dLogits), floats(args.loss)];
  let total = 0;
  for (let index = 0; index < step.rows('texts') * classes; index++) {
    const logit = at(logits, index);
    const target = at(labels, index) * (1 - smoothing) + smoothing / 2;
    const has = target * at(weights, index % classes);
    const hasNot = 1 - target;
    // log(1 + e^−|x|) never overflows.
    const tail = Math.log1p(Math.exp(-Math.abs(logit)));
    total += has * (Math.max(-logit, 0) + tail) + hasNot * (Math.max(logit, 0) + tail);
    const probability = 1 / (1 + Math.exp(-logit));
    dLogits[index] = ((probability * (has + hasNot) - has) * step.lossScale) / classes;
  }
  loss[0] = at(loss, 0) + (total * step.lossScale) / classes;
}
