import type { Dispatch } from '../../webgpu/kernelSource';
import { lossSum } from '../../webgpu/lossSum';
import type { CosineLossArguments } from './spec';

/** One workgroup for all pairs, so that their losses are added in one order. */
export function cosineLoss({ hidden }: CosineLossArguments): Dispatch {
  const code = /* wgsl */ `
fn lossOf(pair: u32) -> f32 {
  let text = 2u * pair;
  let left = text * hidden;
  let right = left + hidden;
  var squares = vec2f(0f);
  var product = 0f;
  for (var i = 0u; i < hidden; i++) {
    let both = vec2f(x[left + i], x[right + i]);
    squares += both * both;
    product += both.x * both.y;
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
${lossSum('step.texts / 2u')}`;
  return {
    code,
    workgroups: () => [1, 1, 1],
    operations: (size) => 8 * size.texts * hidden,
  };
}
