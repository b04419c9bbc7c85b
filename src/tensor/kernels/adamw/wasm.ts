import { loadPart, madd, storePart } from '../../kernelParts/simd.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class AdamWLaunch {
  opcode: u32;
  parameters: usize;
  gradients: usize;
  gradientsLength: i32;
  firstMoment: usize;
  secondMoment: usize;
  decayed: i32;
  rateScale: f32;
  partials: usize;
  /** The number of parts. */
  partialsLength: i32;
}

/** Threads share the elements. */
export function adamw(launch: AdamWLaunch, step: StepState, work: Work): void {
  const rate = step.learningRate * launch.rateScale;
  const start = shareStart(launch.gradientsLength, 16, work);
  const end = shareEnd(launch.gradientsLength, 16, work);
  const decayed = min(end, max(start, launch.decayed));
  const clip = clipOf(launch, step);
  update(launch, step, start, decayed, clip, 1 - rate * step.weightDecay);
  update(launch, step, decayed, end, clip, 1);
}

/** What gradients are multiplied by, as torch.nn.utils.clip_grad_norm_. */
function clipOf(launch: AdamWLaunch, step: StepState): f32 {
  if (step.maxGradientNorm <= 0) return 1;
  let sum: f64 = 0;
  for (let part = 0; part < launch.partialsLength; part++) {
    sum += load<f32>(launch.partials + ((<usize>part) << 2));
  }
  return min<f32>(1, <f32>(step.maxGradientNorm / (sqrt<f64>(sum) + 1e-6)));
}

function update(launch: AdamWLaunch, step: StepState, start: i32, end: i32, clip: f32, decay: f32): void {
  const rate = step.learningRate * launch.rateScale * step.firstCorrection;
  for (let i = start; i < end; i += 4) {
    const offset = (<usize>i) << 2;
    const count = end - i;
    const gradient = f32x4.mul(loadPart(launch.gradients + offset, count), f32x4.splat(clip));
    const first = loadPart(launch.firstMoment + offset, count);
    const second = loadPart(launch.secondMoment + offset, count);
    const parameter = loadPart(launch.parameters + offset, count);
    const m = madd(first, f32x4.splat(0.9), f32x4.mul(gradient, f32x4.splat(0.1)));
    const square = f32x4.mul(f32x4.mul(gradient, f32x4.splat(0.001)), gradient);
    const v = madd(second, f32x4.splat(0.999), square);
    const root = f32x4.mul(f32x4.sqrt(v), f32x4.splat(step.secondCorrection));
    const denominator = f32x4.add(root, f32x4.splat(1e-8));
    const change = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), denominator);
    const kept = f32x4.mul(parameter, f32x4.splat(decay));
    storePart(launch.firstMoment + offset, m, count);
    storePart(launch.secondMoment + offset, v, count);
    storePart(launch.parameters + offset, f32x4.sub(kept, change), count);
  }
}
