// Chooses what computes: the graphics card through WebGPU, or the processor through WebAssembly.
// WebGPU is asked for its adapter first, because TensorFlow.js reports a missing one only by throwing.

import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { ComputeBackend, ComputeChoice } from '../domain/compute';
import { Failure } from '../domain/failures';
import * as tf from './tf';

/** A started backend, and a promise that settles only if its device is lost. */
export interface StartedBackend {
  compute: ComputeBackend;
  lost: Promise<Failure>;
}

/** Read once: `useAllCores` changes it. */
const cores = navigator.hardwareConcurrency || 1;

const never = new Promise<Failure>(() => {});

/**
 * Starts the backend asked for and makes it TensorFlow.js's own.
 *
 * `automatic` takes WebGPU when there is a real graphics card behind it, else WebAssembly: a software
 * adapter is the same processor by a slower way.
 *
 * @throws Failure `NoComputeBackend` when the browser offers neither.
 */
export async function startBackend(choice: ComputeChoice): Promise<StartedBackend> {
  if (choice === 'wasm') return startWasm('You asked for the processor.');
  const found = await findAdapter();
  if ('why' in found) {
    if (choice === 'automatic') return startWasm(found.why);
    throw new Failure(
      'NoComputeBackend',
      `${found.why} Choose “Automatic” or “Processor” under Advanced.`,
    );
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
  // Typed as always there, but older browsers and insecure pages lack it.
  const gpu: GPU | undefined = navigator.gpu;
  if (!gpu) return { why: 'This browser can’t use the graphics card (no WebGPU).' };
  const adapter = await gpu
    .requestAdapter({ powerPreference: 'high-performance' })
    .catch(() => null);
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

async function startWebGPU(adapter: string): Promise<StartedBackend> {
  const started = await tf.setBackend('webgpu').catch(() => false);
  if (!started) {
    throw new Failure(
      'NoComputeBackend',
      'The graphics card could not be started. Choose “Processor” under Advanced.',
    );
  }
  await tf.ready();
  const backend = tf.backend();
  const lost =
    backend instanceof WebGPUBackend
      ? backend.device.lost.then(
          () =>
            new Failure(
              'DeviceLost',
              'Your graphics card stopped responding. Your rows and finished models are safe. ' +
                'Press Train to start again, or choose “Processor” under Advanced.',
            ),
        )
      : never;
  return { compute: { kind: 'webgpu', adapter, threads: 0, why: '' }, lost };
}

async function startWasm(why: string): Promise<StartedBackend> {
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new Failure(
      'NoComputeBackend',
      `${why} And its processor mode is too old (no WebAssembly SIMD). ` +
        'Open Hone in a current Chrome, Edge, Firefox or Safari.',
    );
  }
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainWasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm,
  });
  const threads = (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) ? useAllCores() : 1;
  if (!(await tf.setBackend('wasm').catch(() => false))) {
    throw new Failure(
      'NoComputeBackend',
      'The processor mode (WebAssembly) could not be started. Reload the page and try again.',
    );
  }
  await tf.ready();
  return { compute: { kind: 'wasm', adapter: 'processor', threads, why }, lost: never };
}

/**
 * Sets the thread count to the machine's cores, at most 8, and returns it. TensorFlow.js halves
 * `hardwareConcurrency` by itself (a 2-core machine would get one thread), so it is shown the double.
 */
function useAllCores(): number {
  // Above four, logical cores are mostly pairs on one core, which matrix products cannot use twice.
  const threads = Math.min(8, cores <= 4 ? cores : Math.ceil(cores / 2));
  Object.defineProperty(navigator, 'hardwareConcurrency', {
    value: threads * 2,
    configurable: true,
  });
  setThreadsCount(threads);
  return threads;
}
