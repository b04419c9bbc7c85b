import { at, floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { CrossEntropyArguments } from './spec';

export function crossEntropy(args: CrossEntropyArguments, step: StepReader): void {
  const { classes, smoothing } = args;
  const [logits, labels, weights] = [floats(args.logits), words(args.labels), floats(args.classWeights)];
  const [dLogits, loss] = [floats(args.dLogits), floats(args.loss)];
  let total = 0;
  for (let text = 0; text < step.rows('texts'); text++) {
    const row = logits.subarray(text * classes, (text + 1) * classes);
    const largest = Math.max(...row);
    const sum = row.reduce((all, logit) => all + Math.exp(logit - largest), 0);
    // The target's mass, with class weights: (1 − ε) at the label and ε / classes everywhere.
    const mass = Array.from(row, (_, id) => {
      const hot = id === at(labels, text) ? 1 - smoothing : 0;
      return (hot + smoothing / classes) * at(weights, id);
    });
    const wholeMass = mass.reduce((all, part) => all + part, 0);
    row.forEach((logit, id) => {
      const part = mass[id] ?? NaN;
      total -= part * (logit - largest - Math.log(sum)) * step.lossScale;
      const probability = Math.exp(logit - largest) / sum;
      dLogits[text * classes + id] = (probability * wholeMass - part) * step.lossScale;
    });
  }
  loss[0] = at(loss, 0) + total;
}
