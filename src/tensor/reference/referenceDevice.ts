// The reference device: each kernel in plain TypeScript, for tests. Slow, and easy to read.

import type { Device, DeviceCounters, Program, View } from '../device';
import type { Arguments } from '../kernels/fields';
import type { Kernels } from '../kernels/kernels';
import { functionsByKernel, recordingKernels } from '../kernels/specs';
import { floats, HostAllocation, words } from './hostMemory';
import { StepReader } from './stepReader';

type ReferenceKernel = (args: Arguments, step: StepReader) => void;

const references = functionsByKernel(
  import.meta.glob<Record<string, ReferenceKernel>>('../kernels/*/reference.ts', { eager: true }),
);

/** A device that computes in ordinary memory. */
export function createReferenceDevice(): Device {
  const counters: DeviceCounters = {
    dispatches: 0,
    allocations: 0,
    bytesUploaded: 0,
    submissions: 0,
  };
  return {
    kind: 'reference',
    counters,
    freeElements: Infinity,
    largestAllocation: Infinity,
    readsHalves: false,
    allocate(elements) {
      counters.allocations++;
      return { allocation: new HostAllocation(elements), offset: 0, length: elements };
    },
    free: () => {},
    write(view, values) {
      counters.bytesUploaded += values.byteLength;
      if (values instanceof Float32Array) floats(view).set(values);
      else words(view).set(values);
    },
    read: (view) => Promise.resolve(floats(view).slice()),
    valuesInPlace: floats,
    finish: () => Promise.resolve(),
    compile: (state, _largest, record) => Promise.resolve(compile(state, record, counters)),
  };
}

function compile(state: View, record: (kernels: Kernels) => void, counters: DeviceCounters): Program {
  const step = new StepReader(state);
  const launches: (() => void)[] = [];
  const kernels = recordingKernels(({ name, args }) => {
    const kernel = references.get(name);
    if (!kernel) throw new TypeError(`The kernel ${name} has no reference.`);
    launches.push(() => kernel(args, step));
  });
  record(kernels);
  return {
    dispatches: launches.length,
    run() {
      counters.dispatches += launches.length;
      for (const start of launches) start();
    },
    dispose: () => {},
  };
}
