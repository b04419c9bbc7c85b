import { StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class CrossEntropyLaunch {
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
export function crossEntropy(launch: CrossEntropyLaunch, step: StepState, work: Work): void {
  if (work.thread !== 0) return;
  let total: f64 = 0;
  for (let text = 0; text < step.texts; text++) total += lossOf(launch, step, text);
  store<f32>(launch.loss, <f32>(load<f32>(launch.loss) + total));
}

function lossOf(launch: CrossEntropyLaunch, step: StepState, text: i32): f64 {
  const classes = launch.classes;
  const row = (<usize>(text * classes)) << 2;
  const label = load<i32>(launch.labels + ((<usize>text) << 2));
  let largest: f64 = -Infinity;
  for (let id = 0; id < classes; id++) largest = max(largest, logitAt(launch, row, id));
  let sum: f64 = 0;
  let wholeMass: f64 = 0;
  for (let id = 0; id < classes; id++) {
    sum += NativeMathf.exp(<f32>(logitAt(launch, row, id) - largest));
    wholeMass += massOf(launch, label, id);
  }
  const logSum = NativeMathf.log(<f32>sum);
  let loss: f64 = 0;
  for (let id = 0; id < classes; id++) {
    const centred = logitAt(launch, row, id) - largest;
    const mass = massOf(launch, label, id);
    loss -= mass * (centred - logSum) * step.lossScale;
    const gradient = (NativeMathf.exp(<f32>centred) / sum) * wholeMass - mass;
    store<f32>(launch.dLogits + row + ((<usize>id) << 2), <f32>(gradient * step.lossScale));
  }
  return loss;
}

function logitAt(launch: CrossEntropyLaunch, row: usize, id: i32): f64 {
  return load<f32>(launch.logits + row + ((<usize>id) << 2));
}

/** The target's mass, with class weights: (1 − ε) at the label and ε / classes everywhere. */
function massOf(launch: CrossEntropyLaunch, label: i32, id: i32): f64 {
  const hot: f64 = id === label ? 1 - <f64>launch.smoothing : 0;
  const weight: f64 = load<f32>(launch.classWeights + ((<usize>id) << 2));
  return (hot + <f64>launch.smoothing / <f64>launch.classes) * weight;
}
