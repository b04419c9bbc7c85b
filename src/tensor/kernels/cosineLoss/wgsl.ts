import type { Dispatch } from '../../webgpu/kernelSource';
import type { CosineLossArguments } from './spec';

const lanes = 64;

/** One workgroup for all pairs, so that their losses are added in one order; a lane a pair. */
export function cosineLoss({ hidden }: CosineLossArguments): Dispatch {
  const code = /* wgsl */ `
var<workgroup> losses: array<f32, ${lanes}>;

fn lossOf(text: u32) -> f32 {
  let left = text * hidden;
  let right = left + hidden;
  var squares = vec2f(0f);
  var product = 0f;
  for (var i = 0u; i < hidden; i++) {
    let pair = vec2f(x[left + i], x[right + i]);
    squares += pair * pair;
    product += pair.x * pair.y;
  }
  let norms = sqrt(squares);
  let cosine = product / (norms.x * norms.y);
  let error = cosine - select(0f, 1f, labels[text] == labels[text + 1u]);
  let scale = 2f * error * step.lossScale;
  for (var i = 0u; i < hidden; i++) {
    let unit = vec2f(x[left + i], x[right + i]) / norms;
    dx[left + i] = scale * (unit.y - cosine * unit.x) / norms.x;
    dx[right + i] = scale * (unit.x - cosine * unit.y) / norms.y;
  }
  return error * error * step.lossScale;
}

@compute @workgroup_size(${lanes})
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = 0f;
  for (var text = 2u * lane; text + 1u < step.texts; text += ${2 * lanes}u) { sum += lossOf(text); }
  losses[lane] = sum;
  workgroupBarrier();
  if (lane > 0u) { return; }
  var total = 0f;
  for (var i = 0u; i < ${lanes}u; i++) { total += losses[i]; }
  loss[0] += total;
}`;
  return {
    code,
    workgroups: () => [1, 1, 1],
    operations: (size) => 8 * size.texts * hidden,
  };
}
