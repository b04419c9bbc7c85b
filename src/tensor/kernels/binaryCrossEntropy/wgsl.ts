import { f32, type Dispatch } from '../../webgpu/kernelSource';
import { lossSum } from '../../webgpu/lossSum';
import type { BinaryCrossEntropyArguments } from './spec';

/** One workgroup for all texts, so that their losses are added in one order. */
export function binaryCrossEntropy({ classes, smoothing }: BinaryCrossEntropyArguments): Dispatch {
  const code = /* wgsl */ `
fn lossOf(index: u32) -> f32 {
  let logit = logits[index];
  let labelled = f32(labels[index]) * ${f32(1 - smoothing)} + ${f32(smoothing / 2)};
  let has = labelled * classWeights[index % classes];
  let hasNot = 1f - labelled;
  let small = exp(-abs(logit));
  // Near zero, log(1 + x) would lose the digits of x.
  let tail = select(log(1f + small), small - small * small / 2f, small < 1e-3);
  let probability = select(small, 1f, logit >= 0f) / (1f + small);
  dLogits[index] = (probability * (has + hasNot) - has) * step.lossScale / ${f32(classes)};
  return has * (max(-logit, 0f) + tail) + hasNot * (max(logit, 0f) + tail);
}
${lossSum('step.texts * classes', `total * step.lossScale / ${f32(classes)}`)}`;
  return {
    code,
    workgroups: () => [1, 1, 1],
    operations: (size) => 20 * size.texts * classes,
  };
}
