// A thread of the processor's device: it waits in WebAssembly for work, and never comes back to its event loop.

import '../src/security/trustedTypes';
import type { ThreadProblem } from '../src/domain/threads';
import { instantiate, reportDeath, type KernelThreadStart } from '../src/tensor/wasm/kernelModule';

const say = (problem: string) => postMessage({ problem } satisfies ThreadProblem);

async function work(start: KernelThreadStart): Promise<void> {
  const kernels = await instantiate(start.module, start.memory).catch((error: unknown) => void say(String(error)));
  if (!kernels) return;
  postMessage('ready');
  try {
    kernels.serve(start.control, start.thread, start.seen);
  } catch (error) {
    reportDeath(start.memory, start.control);
    throw error;
  }
}

// Nobody hears a rejected promise of a worker, nor what could not be read of a message.
self.addEventListener('messageerror', () => say('its memory did not arrive'));
self.addEventListener('message', ({ data }: MessageEvent<KernelThreadStart>) => void work(data));
