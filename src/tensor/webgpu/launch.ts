// A kernel made ready: compiled, with its views bound, so that a dispatch costs three calls.

import type { RunSize, View } from '../device';
import type { Binding, KernelSource, Workgroups } from './kernelSource';
import { bindingOf, bufferOf } from './gpuMemory';
import type { Pipelines } from './pipelines';

export interface Launch {
  pipeline: GPUComputePipeline;
  bindGroup: GPUBindGroup;
  workgroups(size: RunSize): Workgroups;
  operations(size: RunSize): number;
}

/** Compiles a kernel and binds its views; `state` is the step state. */
export async function prepareLaunch(
  device: GPUDevice,
  pipelines: Pipelines,
  state: View,
  kernel: KernelSource,
): Promise<Launch> {
  checkBindings(kernel.bindings);
  const bindGroup = device.createBindGroup({
    layout: pipelines.layout(kernel.bindings),
    entries: [state, ...kernel.bindings.map(({ view }) => view)].map((view, binding) => ({
      binding,
      resource: bindingOf(view),
    })),
  });
  return {
    pipeline: await pipelines.pipeline(kernel),
    bindGroup,
    workgroups: (size) => kernel.workgroups(size),
    operations: (size) => kernel.operations(size),
  };
}

export function dispatch(pass: GPUComputePassEncoder, launch: Launch, size: RunSize): void {
  pass.setPipeline(launch.pipeline);
  pass.setBindGroup(0, launch.bindGroup);
  const [x, y, z] = launch.workgroups(size);
  pass.dispatchWorkgroups(x, y, z);
}

/** WebGPU forbids one buffer both read and written in a dispatch, even in different ranges. */
function checkBindings(bindings: readonly Binding[]): void {
  const written = new Set(bindings.filter(({ writes }) => writes).map(({ view }) => bufferOf(view)));
  const both = bindings.find(({ view, writes }) => !writes && written.has(bufferOf(view)));
  if (both) throw new TypeError(`A kernel reads ${both.name} and writes into the same allocation.`);
}
