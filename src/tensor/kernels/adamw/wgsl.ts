import { groupsFor, lanes } from '../../kernelParts/elementwise.wgsl';
import { f32, workgroupSum, type Dispatch } from '../../webgpu/kernelSource';
import { adamwConstants, type AdamWArguments } from './spec';

/** Each workgroup adds the parts of the norm by itself, then takes its share of the elements. */
export function adamw(args: AdamWArguments): Dispatch {
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
  let learningRate = step.learningRate * rateScale;
  for (var i = group.x * ${lanes}u + lane; i < ${length}u; i += ${lanes * groups}u) {
    let gradient = gradients[i] * clip;
    let decay = select(1f, 1f - learningRate * step.weightDecay, i < decayed);
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
    workgroups: () => [groups, 1, 1],
    operations: () => 20 * length,
  };
}
