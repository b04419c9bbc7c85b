import { StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class CosineLossLaunch {
  opcode: u32;
  hidden: i32;
  x: usize;
  labels: usize;
  dx: usize;
  loss: usize;
}

/** Little work, and a sum over all pairs: one thread does it, and sums in double precision. */
export function cosineLoss(launch: CosineLossLaunch, step: StepState, work: Work): void {
  if (work.thread !== 0) return;
  let total: f64 = 0;
  for (let text = 0; text + 1 < step.texts; text += 2) total += lossOf(launch, step, text);
  store<f32>(launch.loss, <f32>(load<f32>(launch.loss) + total));
}

function lossOf(launch: CosineLossLaunch, step: StepState, text: i32): f64 {
  const hidden = launch.hidden;
  const left = (<usize>(text * hidden)) << 2;
  const right = left + ((<usize>hidden) << 2);
  const x = launch.x;
  const dx = launch.dx;
  const leftNorm = sqrt<f64>(product(x + left, x + left, hidden));
  const rightNorm = sqrt<f64>(product(x + right, x + right, hidden));
  const cosine = product(x + left, x + right, hidden) / (leftNorm * rightNorm);
  const labels = launch.labels + ((<usize>text) << 2);
  const wanted: f64 = load<i32>(labels) === load<i32>(labels, 4) ? 1 : 0;
  const error = cosine - wanted;
  const scale = 2 * error * step.lossScale;
  for (let i = 0; i < hidden; i++) {
    const offset = (<usize>i) << 2;
    const own = load<f32>(x + left + offset) / leftNorm;
    const other = load<f32>(x + right + offset) / rightNorm;
    store<f32>(dx + left + offset, <f32>((scale * (other - cosine * own)) / leftNorm));
    store<f32>(dx + right + offset, <f32>((scale * (own - cosine * other)) / rightNorm));
  }
  return error * error * step.lossScale;
}

function product(a: usize, b: usize, length: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < length; i++) {
    const offset = (<usize>i) << 2;
    sum += <f64>load<f32>(a + offset) * load<f32>(b + offset);
  }
  return sum;
}
