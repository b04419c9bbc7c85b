import { StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class BinaryCrossEntropyLaunch {
  opcode: u32;
  classes: i32;
  logits: usize;
  labels: usize;
  classWeights: usize;
  smoothing: f32;
  dLogits: usize;
  loss: usize;
}

/** Little work, and a sum over all texts: one thread does it, and sums in double precision. */
export function binaryCrossEntropy(launch: BinaryCrossEntropyLaunch, step: StepState, work: Work): void {
  if (work.thread !== 0) return;
  const scale = <f64>step.lossScale / <f64>launch.classes;
  let total: f64 = 0;
  for (let text = 0; text < step.texts; text++) {
    for (let id = 0; id < launch.classes; id++) total += lossOf(launch, scale, text, id);
  }
  store<f32>(launch.loss, <f32>(load<f32>(launch.loss) + total * scale));
}

function lossOf(launch: BinaryCrossEntropyLaunch, scale: f64, text: i32, id: i32): f64 {
  const offset = (<usize>(text * launch.classes + id)) << 2;
  const logit: f64 = load<f32>(launch.logits + offset);
  const smoothing: f64 = launch.smoothing;
  const target = <f64>load<u32>(launch.labels + offset) * (1 - smoothing) + smoothing / 2;
  const has = target * <f64>load<f32>(launch.classWeights + ((<usize>id) << 2));
  const hasNot = 1 - target;
  // In (0, 1]: e^x of what is above zero could overflow.
  const small: f64 = NativeMath.exp(-abs(logit));
  const tail = NativeMath.log1p(small);
  const probability = (logit >= 0 ? 1 : small) / (1 + small);
  store<f32>(launch.dLogits + offset, <f32>((probability * (has + hasNot) - has) * scale));
  return has * (max(-logit, 0) + tail) + hasNot * (max(logit, 0) + tail);
}
