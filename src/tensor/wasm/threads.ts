// The threads of the processor's device. They share the memory and meet after each launch (program.wasm.ts).

import { relaxedSimd, shared, simd } from 'virtual:wasm-kernels';
import { has } from '../../domain/capabilities';
import { Failure } from '../../domain/failures';
import type { View } from '../device';
import {
  controlLength,
  controlWords,
  instantiate,
  reportDeath,
  type KernelExports,
  type KernelThreadStart,
} from './kernelModule';
import type { WasmMemory } from './wasmMemory';

/** Whether threads can share a memory here; WebKitGTK isolates pages and has no shared memory all the same. */
export function canShareMemory(): boolean {
  return shared && has('isolation') && has('sharedMemory') && has('workers');
}

/** Half the processors beyond four: the rest are often slow or second threads of the same core. */
export function defaultThreads(): number {
  if (!canShareMemory()) return 1;
  const cores = navigator.hardwareConcurrency;
  return Math.min(8, cores <= 4 ? cores : Math.ceil(cores / 2));
}

/** The threads, the calling one among them. */
export class Threads {
  private constructor(
    readonly count: number,
    private readonly memory: WasmMemory,
    private readonly control: View,
    private readonly kernels: KernelExports,
    private readonly workers: readonly Worker[],
  ) {}

  /** Starts `count` − 1 threads beside the calling one. @throws Failure `NoComputeBackend`, `WorkerDied` */
  static async start(memory: WasmMemory, count: number): Promise<Threads> {
    const bytes = [relaxedSimd, simd].find((build) => WebAssembly.validate(build));
    if (!bytes) {
      throw new Failure('NoComputeBackend', 'Its processor mode is too old (no WebAssembly SIMD).');
    }
    const module = await WebAssembly.compile(bytes);
    const kernels = await instantiate(module, memory.memory);
    const control = memory.allocate(controlLength);
    const address = memory.address(control);
    const workers = await startWorkers(
      Array.from({ length: count - 1 }, (_, index) => ({
        module,
        memory: memory.memory,
        thread: index + 1,
        control: address,
      })),
    );
    const words = memory.words(control);
    words[controlWords.threads] = count;
    // A page's own thread may not sleep on shared memory; a worker's, and Node's, may.
    words[controlWords.callerSleeps] = typeof Window === 'undefined' ? 1 : 0;
    return new Threads(count, memory, control, kernels, workers);
  }

  /** The number by which a launch names a kernel. @throws TypeError when there is none */
  opcode(kernel: string): number {
    const opcode = this.kernels.opcodes.get(kernel);
    if (opcode === undefined) throw new TypeError(`The processor has no kernel ${kernel}.`);
    return opcode;
  }

  /**
   * Runs launches; returns when all threads are done.
   *
   * @throws Failure `DeviceLost` when a thread has died, now or before
   */
  run(launches: View, count: number, state: View, scratch: View): void {
    // Without a barrier, a slow thread could take the next run's launches for this one's.
    if (count === 0) return;
    const words = this.memory.words(this.control);
    words[controlWords.scratch] = this.memory.address(scratch);
    words[controlWords.scratchBytes] = (scratch.length / this.count) * 4;
    words[controlWords.state] = this.memory.address(state);
    words[controlWords.launches] = this.memory.address(launches);
    words[controlWords.count] = count;
    try {
      if (words[controlWords.failed] === 0) this.kernels.run(this.memory.address(this.control));
    } catch (error) {
      reportDeath(this.memory.memory, this.memory.address(this.control));
      throw threadDied(error);
    }
    if (words[controlWords.failed] !== 0) throw threadDied();
  }

  stop(): void {
    for (const worker of this.workers) worker.terminate();
  }
}

function threadDied(cause?: unknown): Failure {
  return new Failure(
    'DeviceLost',
    'A thread of the training stopped unexpectedly. Your rows and finished models are safe. ' +
      'Press Train to start again.',
    { cause },
  );
}

/** Starts all or none. */
async function startWorkers(starts: readonly KernelThreadStart[]): Promise<Worker[]> {
  const workers: Worker[] = [];
  try {
    await Promise.all(
      starts.map((start) => {
        const worker = new Worker(new URL('../../../workers/kernel.worker.ts', import.meta.url), { type: 'module' });
        workers.push(worker);
        return started(worker, start);
      }),
    );
    return workers;
  } catch (error) {
    workers.forEach((worker) => worker.terminate());
    throw error;
  }
}

/** Resolves when the thread waits for work. */
function started(worker: Worker, start: KernelThreadStart): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new Failure('WorkerDied', `A thread did not start: ${why}`));
    worker.addEventListener('message', ({ data }) => (data === 'ready' ? resolve() : fail(String(data))), {
      once: true,
    });
    worker.addEventListener('error', ({ message }) => fail(message), { once: true });
    // A browser that lets no page share memory refuses it here.
    worker.postMessage(start);
  });
}
