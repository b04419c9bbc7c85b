import { dropoutFunction, f32, oneEach, type KernelSource } from '../webgpu/kernelSource';
import type { GatherRowsArguments, PoolArguments, PoolGradientArguments } from './kernels';

const lanes = 64;

/** One workgroup for each text and 64 columns. */
export function pool(args: PoolArguments): KernelSource {
  const { hidden, first, mean, dropout } = args;
  const code = /* wgsl */ `
const hidden = ${hidden}u;
${dropoutFunction(dropout)}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let text = rowOf(group);
  let i = group.z * ${lanes}u + lane;
  if (text >= step.texts || i >= hidden) { return; }
  let start = starts[text];
  let end = starts[text + 1u];
  var sum = 0f;
  for (var token = start; token < end; token++) { sum += x[token * hidden + i]; }
  let value = ${f32(first)} * x[start * hidden + i] + ${f32(mean)} * sum / f32(end - start);
  y[text * hidden + i] = value * dropoutFactor(text * hidden + i);
}`;
  return {
    code,
    bindings: [
      { name: 'starts', view: args.starts, type: 'u32' },
      { name: 'x', view: args.x, type: 'f32' },
      { name: 'y', view: args.y, type: 'f32', writes: true },
    ],
    workgroups: (size) => oneEach(size.texts, Math.ceil(hidden / lanes)),
    operations: (size) => 2 * size.tokens * hidden,
  };
}

/** One workgroup a token. */
export function poolGradient(args: PoolGradientArguments): KernelSource {
  const { hidden, first, mean } = args;
  const code = /* wgsl */ `
const hidden = ${hidden}u;
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let token = rowOf(group);
  if (token >= step.tokens) { return; }
  let text = textOf[token];
  let start = starts[text];
  let share = ${f32(mean)} / f32(starts[text + 1u] - start) + select(0f, ${f32(first)}, token == start);
  for (var i = lane; i < hidden; i += ${lanes}u) {
    dx[token * hidden + i] = share * dy[text * hidden + i];
  }
}`;
  return {
    code,
    bindings: [
      { name: 'starts', view: args.starts, type: 'u32' },
      { name: 'textOf', view: args.textOf, type: 'u32' },
      { name: 'dy', view: args.dy, type: 'f32' },
      { name: 'dx', view: args.dx, type: 'f32', writes: true },
    ],
    workgroups: (size) => oneEach(size.tokens),
    operations: (size) => 2 * size.tokens * hidden,
  };
}

/** One workgroup a text. */
export function gatherRows(args: GatherRowsArguments): KernelSource {
  const { width } = args;
  const code = /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let text = rowOf(group);
  if (text >= step.texts) { return; }
  let start = indices[text] * ${width}u;
  for (var i = lane; i < ${width}u; i += ${lanes}u) { y[text * ${width}u + i] = table[start + i]; }
}`;
  return {
    code,
    bindings: [
      { name: 'table', view: args.table, type: 'f32' },
      { name: 'indices', view: args.indices, type: 'u32' },
      { name: 'y', view: args.y, type: 'f32', writes: true },
    ],
    workgroups: (size) => oneEach(size.texts),
    operations: (size) => size.texts * width,
  };
}
