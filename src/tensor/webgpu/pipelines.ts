// Compiled shaders, kept by their source.

import type { Binding, KernelSource } from './kernelSource';
import { shaderOf } from './kernelSource';

export class Pipelines {
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();
  private readonly layouts = new Map<string, GPUBindGroupLayout>();

  constructor(private readonly device: GPUDevice) {}

  /** Compiles a kernel, once for each source; many compile at the same time. */
  pipeline(kernel: KernelSource): Promise<GPUComputePipeline> {
    const code = shaderOf(kernel);
    let pipeline = this.pipelines.get(code);
    if (!pipeline) {
      pipeline = this.device.createComputePipelineAsync({
        layout: this.device.createPipelineLayout({
          bindGroupLayouts: [this.layout(kernel.bindings)],
        }),
        compute: { module: this.device.createShaderModule({ code }) },
      });
      this.pipelines.set(code, pipeline);
    }
    return pipeline;
  }

  /** The step state at 0, then the views. */
  layout(bindings: readonly Binding[]): GPUBindGroupLayout {
    const key = bindings.map(({ writes }) => (writes ? 'w' : 'r')).join('');
    let layout = this.layouts.get(key);
    if (!layout) {
      layout = this.device.createBindGroupLayout({
        entries: [
          { binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform' } },
          ...bindings.map(({ writes }, index): GPUBindGroupLayoutEntry => ({
            binding: index + 1,
            visibility: GPUShaderStage.COMPUTE,
            buffer: { type: writes ? 'storage' : 'read-only-storage' },
          })),
        ],
      });
      this.layouts.set(key, layout);
    }
    return layout;
  }
}
