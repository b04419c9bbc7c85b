// The one door to TensorFlow.js, on the engine's own device and with its memory: on the graphics card through
// TensorFlow.js's WebGPU backend, on the processor through its plain one. The engine itself never runs on it.
//
// Measured in 4.22: WebGPU's `matMul(a, b, false, true)` can be wrong. Transpose first.

import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Device, View } from '../tensor/device';
import { bufferOf } from '../tensor/webgpu/gpuMemory';
import { isWebGPU } from '../tensor/webgpu/webgpuDevice';

let started: Device | null = null;

/** Makes TensorFlow.js compute on a device, in place of the one before. Tensors of that one are dead. */
export async function startTensorFlow(device: Device): Promise<void> {
  if (started === device) return;
  started = null;
  if (isWebGPU(device)) {
    // Its kernels stay registered under this name.
    if ('webgpu' in tf.engine().registryFactory) tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', () => new WebGPUBackend(device.gpu, device.adapterInfo));
  }
  const backend = isWebGPU(device) ? 'webgpu' : 'cpu';
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js did not start on ${backend}.`);
  started = device;
}

/**
 * The rows at the start of an allocation, `[rows, width]`, as a tensor of TensorFlow.js. They are not copied: the tensor
 * reads what the allocation holds, and disposing it frees nothing. On the processor, make it anew after any allocation.
 */
export function tensorOfRows(device: Device, view: View, rows: number, width: number): tf.Tensor2D {
  if (view.offset !== 0) throw new RangeError('TensorFlow.js takes whole allocations.');
  if (isWebGPU(device)) {
    const data = { buffer: bufferOf(view), zeroCopy: true };
    return tf.tensor<tf.Rank.R2>(data, [rows, width], 'float32');
  }
  const values = device.valuesInPlace?.(view);
  if (!values) throw new TypeError(`TensorFlow.js cannot read the memory of ${device.kind}.`);
  return tf.tensor2d(values.subarray(0, rows * width), [rows, width]);
}
