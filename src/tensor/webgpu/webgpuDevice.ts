// The graphics card as a device: our kernels in WGSL.

import { Failure } from '../../domain/failures';
import type { Device, DeviceCounters } from '../device';
import { CommandEncoder } from './commandEncoder';
import { bufferOf, GPUMemory } from './gpuMemory';
import { Pipelines } from './pipelines';
import { compileProgram } from './program';
import { SubmissionBudget } from './submissions';
import { Tuner } from './tuning';
import { graphicsCard } from './graphicsCard';

export interface WebGPUDevice extends Device {
  readonly kind: 'webgpu';
  /** The browser's own device, for what else computes on it (analysis/). */
  readonly gpu: GPUDevice;
  readonly adapterInfo: GPUAdapterInfo;
  /** Settles when the device is lost. */
  readonly lost: Promise<GPUDeviceLostInfo>;
  /** Messages of errors that nothing else caught: mistakes in our kernels. */
  readonly errors: readonly string[];
  /** Gives the card back. The device can't be used any more. */
  dispose(): void;
  /** Which variant of the matrix products is fastest for each shape. */
  readonly tuning: {
    /** Names of the variants that this card can run. */
    readonly variants: readonly string[];
    get(): Record<string, string>;
    set(choices: Readonly<Record<string, string>>): void;
  };
}

/** Features that kernels use where a card has them. */
const wantedFeatures: readonly GPUFeatureName[] = ['shader-f16', 'subgroups', 'timestamp-query'];

const wantedLimits = [
  'maxBufferSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

export function isWebGPU(device: Device): device is WebGPUDevice {
  return device.kind === 'webgpu';
}

/**
 * Starts the graphics card.
 *
 * @throws Failure `NoComputeBackend`
 */
export async function createWebGPUDevice(): Promise<WebGPUDevice> {
  const { device, adapter } = await requestDevice();
  const counters: DeviceCounters = {
    dispatches: 0,
    allocations: 0,
    bytesUploaded: 0,
    submissions: 0,
  };
  const memory = new GPUMemory(device, counters);
  const errors: string[] = [];
  device.addEventListener('uncapturederror', ({ error }) => {
    errors.push(error.message);
    memory.fail(error.message);
  });
  const encoder = new CommandEncoder(device);
  const pipelines = new Pipelines(device);
  const tuner = new Tuner(device, adapter.info, pipelines, memory);
  const budget = new SubmissionBudget(device.queue);
  const context = { device, memory, encoder, pipelines, budget, tuner, counters };
  return {
    kind: 'webgpu',
    gpu: device,
    adapterInfo: adapter.info,
    counters,
    errors,
    lost: device.lost,
    tuning: {
      variants: tuner.names,
      get: () => tuner.choices(),
      set: (choices) => tuner.remember(choices),
    },
    get freeElements() {
      return memory.freeElements;
    },
    largestAllocation: memory.largestAllocation,
    // Any card can unpack them; those with half precision of their own do it in no time.
    readsHalves: device.features.has('shader-f16'),
    allocate: (elements) => memory.allocate(elements),
    free: (view) => memory.free(view),
    write(view, values) {
      if (values.length > view.length) throw new RangeError('More values than the view holds.');
      // A write to the queue would overtake what is recorded but not yet submitted.
      encoder.submit();
      const { buffer, byteOffset, byteLength } = values;
      device.queue.writeBuffer(bufferOf(view), view.offset * 4, buffer, byteOffset, byteLength);
      counters.bytesUploaded += byteLength;
    },
    read(view) {
      encoder.submit();
      return memory.read(view);
    },
    finish() {
      encoder.submit();
      return device.queue.onSubmittedWorkDone();
    },
    compile: (state, largest, record) => compileProgram(context, state, largest, record),
    dispose: () => device.destroy(),
  };
}

const notStarted = () =>
  new Failure('NoComputeBackend', 'The graphics card could not be started. Choose “Processor” under Advanced.');

async function requestDevice(): Promise<{ device: GPUDevice; adapter: GPUAdapter }> {
  // Typed as always there, but older browsers and insecure pages lack it.
  const adapter = await graphicsCard()?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw notStarted();
  const device = await adapter.requestDevice({
    requiredFeatures: wantedFeatures.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(wantedLimits.map((limit) => [limit, adapter.limits[limit]])),
  });
  return { device, adapter };
}
