import { f32, type Dispatch } from '../../webgpu/kernelSource';
import { lossSum } from '../../webgpu/lossSum';
import type { CrossEntropyArguments } from './spec';

/** One workgroup for all texts, so that their losses are added in one order. */
export function crossEntropy({ classes, smoothing }: CrossEntropyArguments): Dispatch {
  const code = /* wgsl */ `
// The target's mass, with class weights: (1 − ε) at the label and ε / classes everywhere.
fn mass(id: u32, label: u32) -> f32 {
  return (select(0f, ${f32(1 - smoothing)}, id == label) + ${f32(smoothing / classes)}) * classWeights[id];
}

fn lossOf(text: u32) -> f32 {
  let row = text * classes;
  var largest = logits[row];
  for (var id = 1u; id < classes; id++) { largest = max(largest, logits[row + id]); }
  var sum = 0f;
  var wholeMass = 0f;
  for (var id = 0u; id < classes; id++) {
    sum += exp(logits[row + id] - largest);
    wholeMass += mass(id, labels[text]);
  }
  let logSum = log(sum);
  var textLoss = 0f;
  for (var id = 0u; id < classes; id++) {
    let logit = logits[row + id] - largest;
    let part = mass(id, labels[text]);
    textLoss -= part * (logit - logSum);
    dLogits[row + id] = (exp(logit) / sum * wholeMass - part) * step.lossScale;
  }
  return textLoss * step.lossScale;
}
${lossSum('step.texts')}`;
  return {
    code,
    workgroups: () => [1, 1, 1],
    operations: (size) => 20 * size.texts * classes,
  };
}
