// The device that computes on the processor: WebAssembly with vector instructions, on several threads.

import { shared } from 'virtual:wasm-kernels';
import {
  packStepState,
  stepStateLength,
  type Device,
  type DeviceCounters,
  type Program,
  type RunSize,
  type View,
} from '../device';
import type { Kernels } from '../kernels/kernels';
import { recordingKernels } from '../kernels/specs';
import { launchWords, packLaunch } from './launches';
import { fixedScratch } from './scratch';
import { launchLength } from './sizes';
import { startFastest } from './threadCount';
import { canShareMemory, mostThreads, Threads } from './threads';
import { WasmMemory } from './wasmMemory';

export interface WasmDevice extends Device {
  readonly threads: number;
  /** Why there is only one thread; empty where there are several, or where one was asked for. */
  readonly whyOneThread: string;
  /** Ends the threads. The device can't be used any more. */
  dispose(): void;
}

/**
 * Starts the processor's device.
 *
 * @param options.threads how many threads compute, the calling one among them; as many as are fastest when left out
 * @throws Failure `OutOfMemory`
 */
export async function createWasmDevice(options: { threads?: number } = {}): Promise<WasmDevice> {
  const memory = new WasmMemory(undefined, shared);
  const counters: DeviceCounters = {
    dispatches: 0,
    allocations: 0,
    bytesUploaded: 0,
    submissions: 0,
  };
  const { threads, whyOneThread } = await startThreads(memory, options.threads);
  const compiler = new Compiler(memory, threads, counters);
  return {
    kind: 'wasm',
    threads: threads.count,
    whyOneThread,
    counters,
    get freeElements() {
      return memory.freeElements;
    },
    largestAllocation: memory.maximumElements,
    readsHalves: false,
    allocate(elements) {
      counters.allocations++;
      return memory.allocate(elements);
    },
    free: (view) => memory.release(view),
    write(view, values) {
      counters.bytesUploaded += values.byteLength;
      if (values instanceof Float32Array) memory.floats(view).set(values);
      else memory.words(view).set(values);
    },
    read: (view) => Promise.resolve(new Float32Array(memory.floats(view))),
    valuesInPlace: (view) => memory.floats(view),
    finish: () => Promise.resolve(),
    compile: async (state, largest, record) => compiler.compile(state, largest, record),
    dispose: () => threads.stop(),
  };
}

/** Several threads where they start, else one: it computes the same, slower. */
async function startThreads(memory: WasmMemory, wanted?: number): Promise<{ threads: Threads; whyOneThread: string }> {
  const threads = await Threads.start(memory);
  const lacksMemory = shared && !wanted && !canShareMemory();
  if (lacksMemory) {
    return { threads, whyOneThread: 'One thread computes: here the browser shares no memory between threads.' };
  }
  try {
    if (wanted) await threads.resize(wanted);
    else await startFastest(threads, mostThreads(), () => timeProducts(memory, threads));
    return { threads, whyOneThread: '' };
  } catch (error) {
    if (threads.count > 1) return { threads, whyOneThread: '' };
    const why = error instanceof Error ? error.message : String(error);
    return { threads, whyOneThread: `One thread computes: several did not start (${why}).` };
  }
}

/** Milliseconds of a few matrix products in a row, as a layer has them; their barriers count as much as they. */
async function timeProducts(memory: WasmMemory, threads: Threads): Promise<number> {
  const [tokens, width, launches, runs] = [64, 384, 8, 4];
  const compiler = new Compiler(memory, threads, { dispatches: 0, allocations: 0, bytesUploaded: 0, submissions: 0 });
  const views = [stepStateLength, tokens * width, width * width, tokens * width].map((length) =>
    memory.allocate(length),
  );
  const [state, x, weight, y] = views;
  if (!state || !x || !weight || !y) throw new RangeError('Four views.');
  const size = { tokens, texts: 1 };
  const step = { accumulate: false, dropoutSeed: 0, lossScale: 1, learningRate: 0, step: 1 };
  memory.words(state).set(packStepState({ ...size, ...step, weightDecay: 0, maxGradientNorm: 0 }));
  const program = compiler.compile(state, size, (kernels) => {
    for (let i = 0; i < launches; i++) kernels.linear({ rows: 'tokens', inputs: width, outputs: width, x, weight, y });
  });
  // The browser compiles them better once they have run.
  program.run(size);
  const start = performance.now();
  for (let i = 0; i < runs; i++) program.run(size);
  const time = performance.now() - start;
  program.dispose();
  compiler.dispose();
  views.forEach((view) => memory.release(view));
  return time;
}

/** Compiles programs, and keeps the threads' scratch as large as the largest of them needs. */
class Compiler {
  private scratch: View;

  constructor(
    private readonly memory: WasmMemory,
    private readonly threads: Threads,
    private readonly counters: DeviceCounters,
  ) {
    this.scratch = memory.allocate(64 * threads.count);
  }

  compile(state: View, largest: RunSize, record: (kernels: Kernels) => void): Program {
    const launches: Uint32Array[] = [];
    let needed = fixedScratch;
    const kernels = recordingKernels(({ name, spec, args }) => {
      needed = Math.max(needed, fixedScratch + (spec.scratch?.(args, largest) ?? 0));
      const words = launchWords(spec.fields, args, (view) => this.memory.address(view));
      launches.push(packLaunch(this.threads.opcode(name), words));
    });
    record(kernels);
    this.reserve(needed);
    return this.program(launches, state);
  }

  /** Frees the scratch. Its programs can't run any more. */
  dispose(): void {
    this.memory.release(this.scratch);
  }

  private reserve(elements: number): void {
    const whole = Math.ceil(elements / 64) * 64 * this.threads.count;
    if (whole <= this.scratch.length) return;
    // The old one goes only when there is a new one: programs that run need it.
    const larger = this.memory.allocate(whole);
    this.memory.release(this.scratch);
    this.scratch = larger;
  }

  private program(launches: readonly Uint32Array[], state: View): Program {
    const { memory, threads, counters } = this;
    const code = memory.allocate(launches.length * launchLength);
    const words = memory.words(code);
    launches.forEach((launch, index) => words.set(launch, index * launchLength));
    return {
      dispatches: launches.length,
      run: () => {
        counters.dispatches += launches.length;
        counters.submissions++;
        threads.run(code, launches.length, state, this.scratch);
      },
      dispose: () => memory.release(code),
    };
  }
}
