// How the kernels of losses add them up.

const lanes = 64;

/**
 * WGSL of a `main` that adds `lossOf(0)` to `lossOf(count - 1)` to `loss[0]`: in one workgroup, so that they are added in one
 * order.
 *
 * @param count WGSL of how many there are
 * @param total WGSL of what is added, of their sum `total`
 */
export const lossSum = (count: string, total = 'total') => /* wgsl */ `
var<workgroup> losses: array<f32, ${lanes}>;

@compute @workgroup_size(${lanes})
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = 0f;
  for (var index = lane; index < ${count}; index += ${lanes}u) { sum += lossOf(index); }
  losses[lane] = sum;
  workgroupBarrier();
  if (lane > 0u) { return; }
  var total = 0f;
  for (var i = 0u; i < ${lanes}u; i++) { total += losses[i]; }
  loss[0] += ${total};
}`;
