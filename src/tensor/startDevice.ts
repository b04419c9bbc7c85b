// Chooses what computes: the graphics card through WebGPU, or the processor through WebAssembly.

import type { ComputeBackend, ComputeChoice } from '../domain/compute';
import { Failure } from '../domain/failures';
import type { Device } from './device';
import { createWasmDevice } from './wasm/wasmDevice';
import { createWebGPUDevice, type WebGPUDevice } from './webgpu/webgpuDevice';
import { graphicsCard } from './webgpu/graphicsCard';

/** A started device, and a promise that settles only if it is lost. */
export interface StartedDevice {
  compute: ComputeBackend;
  device: Device;
  lost: Promise<Failure>;
  /** Which variants of the kernels are fastest here; measured once, and worth remembering. */
  tuning: WebGPUDevice['tuning'] | null;
  dispose(): void;
}

const never = new Promise<Failure>(() => {});

/**
 * Starts the device asked for.
 *
 * `automatic` takes WebGPU when there is a real graphics card behind it, else WebAssembly: a software
 * adapter is the same processor by a slower way.
 *
 * @throws Failure `NoComputeBackend` when the browser offers neither.
 */
export async function startDevice(choice: ComputeChoice): Promise<StartedDevice> {
  if (choice === 'wasm') return startWasm('You asked for the processor.');
  const found = await findAdapter();
  if ('why' in found) {
    if (choice === 'automatic') return startWasm(found.why);
    throw new Failure('NoComputeBackend', `${found.why} Choose “Automatic” or “Processor” under Advanced.`);
  }
  if (choice === 'automatic' && found.software) {
    return startWasm('This browser only emulates a graphics card, which is slower.');
  }
  try {
    return await startWebGPU(found.name);
  } catch (error) {
    if (choice !== 'automatic') throw error;
    return startWasm('The graphics card could not be started.');
  }
}

type FoundAdapter = { name: string; software: boolean } | { why: string };

async function findAdapter(): Promise<FoundAdapter> {
  const gpu = graphicsCard();
  if (!gpu) return { why: 'This browser can’t use the graphics card (no WebGPU).' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return { why: 'No graphics card answered (WebGPU found no adapter).' };
  const { vendor, architecture, description } = adapter.info;
  // PowerVR's driver returns zero gradients: training would silently learn nothing.
  if (vendor === 'img-tec') {
    return { why: 'This graphics card (PowerVR) computes training steps wrongly.' };
  }
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'graphics card';
  const software = adapter.info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(name);
  return { name, software };
}

async function startWebGPU(adapter: string): Promise<StartedDevice> {
  const device = await createWebGPUDevice().catch(() => null);
  if (!device) {
    throw new Failure('NoComputeBackend', 'The graphics card could not be started. Choose “Processor” under Advanced.');
  }
  const lost = device.lost.then(({ reason }) =>
    // Given back by ourselves, it is not lost.
    reason === 'destroyed'
      ? never
      : new Failure(
          'DeviceLost',
          'Your graphics card stopped responding. Your rows and finished models are safe. ' +
            'Press Train to start again, or choose “Processor” under Advanced.',
        ),
  );
  const compute = { kind: 'webgpu', adapter, threads: 0, why: '' } as const;
  const { tuning } = device;
  return { compute, device, lost, tuning, dispose: () => device.dispose() };
}

async function startWasm(why: string): Promise<StartedDevice> {
  const device = await createWasmDevice().catch((error: unknown) => {
    const cause = error instanceof Error ? error.message : String(error);
    const what = error instanceof Failure ? cause : `Its processor mode (WebAssembly) did not start: ${cause}.`;
    throw new Failure('NoComputeBackend', `${why} ${what} Open Hone in a current Chrome, Edge, Firefox or Safari.`, {
      cause: error,
    });
  });
  const { threads, whyOneThread } = device;
  const reasons = [why, whyOneThread].filter(Boolean).join(' ');
  const compute = { kind: 'wasm', adapter: 'processor', threads, why: reasons } as const;
  return { compute, device, lost: never, tuning: null, dispose: () => device.dispose() };
}
