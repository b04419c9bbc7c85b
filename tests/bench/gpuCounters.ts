// Counts what anybody asks of WebGPU in this page, ours and TensorFlow.js's alike.

export interface GpuCounts {
  dispatches: number;
  buffers: number;
  bytesUploaded: number;
  submissions: number;
}

const counts: GpuCounts = { dispatches: 0, buffers: 0, bytesUploaded: 0, submissions: 0 };

/** Starts counting. Must come before a device is used. */
export function countGpuCalls(): void {
  const count = <Name extends string>(
    prototype: Record<Name, (...args: never[]) => unknown>,
    name: Name,
    note: (args: unknown[]) => void,
  ) => {
    const own = prototype[name];
    Object.assign(prototype, {
      [name](this: unknown, ...args: unknown[]) {
        note(args);
        return Reflect.apply(own, this, args) as unknown;
      },
    });
  };
  count(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => counts.dispatches++);
  count(GPUDevice.prototype, 'createBuffer', ([descriptor]) => {
    counts.buffers++;
    // A buffer that is mapped at its creation is an upload too.
    const { mappedAtCreation, size } = descriptor as GPUBufferDescriptor;
    if (mappedAtCreation) counts.bytesUploaded += size;
  });
  count(GPUQueue.prototype, 'submit', () => counts.submissions++);
  count(GPUQueue.prototype, 'writeBuffer', ([, , data, , size]) => {
    const { byteLength, BYTES_PER_ELEMENT = 1 } = data as Uint8Array;
    counts.bytesUploaded += typeof size === 'number' ? size * BYTES_PER_ELEMENT : byteLength;
  });
}

/** What was asked for while `work` ran. */
export async function gpuCallsOf(work: () => Promise<void>): Promise<GpuCounts> {
  const before = { ...counts };
  await work();
  return {
    dispatches: counts.dispatches - before.dispatches,
    buffers: counts.buffers - before.buffers,
    bytesUploaded: counts.bytesUploaded - before.bytesUploaded,
    submissions: counts.submissions - before.submissions,
  };
}
