import type { View } from '../device';
import { f32, maxWorkgroups, workgroupSum, type KernelSource } from '../webgpu/kernelSource';
import { adamwConstants } from './adamw.reference';
import type { AdamWArguments, SquaredNormArguments } from './kernels';

const lanes = 256;

/** Enough elements for each lane that adding the lanes' sums, or the parts of the norm, costs little beside them. */
const elementsPerLane = 16;

const groupsFor = (length: number) =>
  Math.min(maxWorkgroups, Math.ceil(length / (lanes * elementsPerLane)));

/** One workgroup a part, as many as the gradients are worth; the other parts are zero. */
export function squaredNorm(args: SquaredNormArguments): KernelSource {
  const { length } = args.gradients;
  const parts = args.partials.length;
  const groups = Math.min(parts, groupsFor(length));
  const share = Math.ceil(length / groups);
  const code = /* wgsl */ `
${workgroupSum(lanes)}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let end = min((group.x + 1u) * ${share}u, ${length}u);
  var sum = 0f;
  for (var i = group.x * ${share}u + lane; i < end; i += ${lanes}u) {
    sum += gradients[i] * gradients[i];
  }
  let total = workgroupSum(sum, lane);
  if (lane == 0u) { partials[group.x] = total; }
  for (var i = ${groups}u + group.x * ${lanes}u + lane; i < ${parts}u; i += ${lanes * groups}u) {
    partials[i] = 0f;
  }
}`;
  return {
    code,
    bindings: [
      { name: 'gradients', view: args.gradients, type: 'f32' },
      { name: 'partials', view: args.partials, type: 'f32', writes: true },
    ],
    workgroups: () => [groups, 1, 1],
    operations: () => 2 * length,
  };
}

/** Each workgroup adds the parts of the norm by itself, then takes its share of the elements. */
export function adamw(args: AdamWArguments): KernelSource {
  const { length } = args.gradients;
  const { beta1, beta2, epsilon } = adamwConstants;
  const groups = groupsFor(length);
  const code = /* wgsl */ `
${workgroupSum(lanes)}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  var part = 0f;
  for (var i = lane; i < ${args.partials.length}u; i += ${lanes}u) { part += partials[i]; }
  let norm = sqrt(workgroupSum(part, lane));
  // As torch.nn.utils.clip_grad_norm_ (Pascanu et al. 2012, arXiv 1211.5063).
  let limit = step.maxGradientNorm;
  let clip = select(1f, min(1f, limit / (norm + 1e-6f)), limit > 0f);
  let learningRate = step.learningRate * ${f32(args.rateScale ?? 1)};
  for (var i = group.x * ${lanes}u + lane; i < ${length}u; i += ${lanes * groups}u) {
    let gradient = gradients[i] * clip;
    let decay = select(1f, 1f - learningRate * step.weightDecay, i < ${args.decayed}u);
    let m = ${f32(beta1)} * firstMoment[i] + ${f32(1 - beta1)} * gradient;
    let v = ${f32(beta2)} * secondMoment[i] + ${f32(1 - beta2)} * gradient * gradient;
    firstMoment[i] = m;
    secondMoment[i] = v;
    let denominator = sqrt(v) * step.secondCorrection + ${f32(epsilon)};
    parameters[i] = parameters[i] * decay - learningRate * step.firstCorrection * m / denominator;
  }
}`;
  return {
    code,
    bindings: [
      { name: 'gradients', view: args.gradients, type: 'f32' },
      { name: 'partials', view: args.partials, type: 'f32' },
      { name: 'parameters', view: args.parameters, type: 'f32', writes: true },
      { name: 'firstMoment', view: args.firstMoment, type: 'f32', writes: true },
      { name: 'secondMoment', view: args.secondMoment, type: 'f32', writes: true },
    ],
    workgroups: () => [groups, 1, 1],
    operations: () => 20 * length,
  };
}

/** Zeroes a view, unless the step accumulates. */
export function clear(view: View): KernelSource {
  const groups = groupsFor(view.length);
  const code = /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (step.accumulate == 1u) { return; }
  for (var i = id.x; i < ${view.length}u; i += ${lanes * groups}u) { cleared[i] = 0u; }
}`;
  return {
    code,
    bindings: [{ name: 'cleared', view, type: 'u32', writes: true }],
    workgroups: () => [groups, 1, 1],
    operations: () => view.length,
  };
}
