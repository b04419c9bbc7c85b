// The kernels as WGSL, appended to a program while it is recorded.

import type { RunSize } from '../device';
import type { Kernels } from '../kernels/kernels';
import { recordingKernels } from '../kernels/specs';
import type { KernelSource } from './kernelSource';
import { kernelSources } from './kernelWriters';
import type { Tuner } from './tuning';

/** A kernel whose sources are made once the fastest variants of its products are known. */
export type PendingKernel = () => KernelSource[];

/** Kernels that `append` themselves. Shapes of matrix products are told to the tuner. */
export function recordedKernels(append: (kernel: PendingKernel) => void, tuner: Tuner, largest: RunSize): Kernels {
  return recordingKernels((call) => {
    const shape = call.spec.product?.(call.args, largest);
    if (shape) tuner.want(shape);
    append(() => kernelSources(call, tuner.variant(shape)));
  });
}
