// A thread of the processor's device: it waits in WebAssembly for work, and never comes back to its event loop.

import '../src/security/trustedTypes';
import { instantiate, reportDeath, type KernelThreadStart } from '../src/tensor/wasm/kernelModule';

self.addEventListener('message', async ({ data }: MessageEvent<KernelThreadStart>) => {
  const kernels = await instantiate(data.module, data.memory);
  postMessage('ready');
  try {
    kernels.serve(data.control, data.thread, 0);
  } catch (error) {
    reportDeath(data.memory, data.control);
    throw error;
  }
});
