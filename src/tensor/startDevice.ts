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

/** Whether a started graphics card computes a training step as it should. */
type TrainingCheck = (card: StartedDevice) => Promise<boolean>;

const never = new Promise<Failure>(() => {});

/**
 * Starts the device asked for.
 *
 * `automatic` takes WebGPU when there is a real graphics card behind it, else WebAssembly: a software
 * adapter is the same processor by a slower way.
 *
 * @param trainsRight a card that it says no to is not used
 * @throws Failure `NoComputeBackend` when the browser offers neither.
 */
export async function startDevice(
  choice: ComputeChoice,
  trainsRight: TrainingCheck = () => Promise.resolve(true),
): Promise<StartedDevice> {
  if (choice === 'wasm') return startWasm('You asked for the processor.');
  const found = await findAdapter();
  if (choice === 'automatic' && 'name' in found && found.software) {
    return startWasm('This browser only emulates a graphics card, which is slower.');
  }
  const card = 'why' in found ? found : await startWebGPU(found.name, trainsRight);
  if (!('why' in card)) return card;
  if (choice === 'automatic') return startWasm(card.why);
  throw new Failure('NoComputeBackend', `${card.why} Choose “Automatic” or “Processor” under Advanced.`);
}

/** Why there is none. */
interface NoCard {
  why: string;
}

type FoundAdapter = { name: string; software: boolean } | NoCard;

async function findAdapter(): Promise<FoundAdapter> {
  const gpu = graphicsCard();
  if (!gpu) return { why: 'This browser can’t use the graphics card (no WebGPU).' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return { why: 'No graphics card answered (WebGPU found no adapter).' };
  const { vendor, architecture, description } = adapter.info;
  // Firefox tells nothing.
  const name = description || [vendor, architecture].filter(Boolean).join(' ');
  const software = adapter.info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(name);
  return { name, software };
}

async function startWebGPU(adapter: string, trainsRight: TrainingCheck): Promise<StartedDevice | NoCard> {
  const device = await createWebGPUDevice().catch(() => null);
  if (!device) return { why: 'The graphics card could not be started.' };
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
  const card = { compute, device, lost, tuning, dispose: () => device.dispose() };
  if (await trainsRight(card)) return card;
  card.dispose();
  return { why: `The graphics card${adapter && ` (${adapter})`} computes training steps wrongly, so it is not used.` };
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
