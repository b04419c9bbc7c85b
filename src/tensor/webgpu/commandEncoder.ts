// TensorFlow.js's open command encoder. Our kernels are recorded into it, so that they and stock operations run in
// the order they were called. Its fields are not part of the library's API: all use of them is here, and pinned to
// @tensorflow/tfjs-backend-webgpu 4.22.

import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

export class CommandEncoder {
  constructor(private readonly backend: WebGPUBackend) {}

  /** The open compute pass, started when there is none. */
  computePass(): GPUComputePassEncoder {
    const { backend } = this;
    backend.ensureCommandEncoderReady();
    const open: unknown = backend['computePassEncoder'];
    if (open instanceof GPUComputePassEncoder) return open;
    const encoder: unknown = backend['commandEncoder'];
    if (!(encoder instanceof GPUCommandEncoder)) {
      throw new TypeError('TensorFlow.js keeps its command encoder elsewhere.');
    }
    const pass = encoder.beginComputePass();
    backend['computePassEncoder'] = pass;
    return pass;
  }

  /** Submits what has been recorded, if anything. Whether there was something. */
  submit(): boolean {
    const encoder: unknown = this.backend['commandEncoder'];
    if (!encoder) return false;
    this.backend.endComputePassEncoder();
    this.backend.submitQueue();
    return true;
  }
}
