// The threads of the processor's device. They share the memory and meet after each launch (program.wasm.ts).

import { relaxedSimd, shared, simd } from 'virtual:wasm-kernels';
import { has } from '../../domain/capabilities';
import { Failure } from '../../domain/failures';
import { Thread } from '../../domain/threads';
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

/**
 * The most threads that are worth trying: half the processors beyond four, for the rest are often slow or second threads
 * of the same core.
 */
export function mostThreads(): number {
  if (!canShareMemory()) return 1;
  const cores = navigator.hardwareConcurrency;
  return Math.min(8, cores <= 4 ? cores : Math.ceil(cores / 2));
}

/** It says `ready` when it waits for work, and then nothing any more. */
type KernelThread = Thread<'ready'>;

/** The threads, the calling one among them. */
export class Threads {
  private readonly others: KernelThread[] = [];

  private constructor(
    private readonly memory: WasmMemory,
    private readonly control: View,
    private readonly module: WebAssembly.Module,
    private readonly kernels: KernelExports,
  ) {}

  get count(): number {
    return this.others.length + 1;
  }

  /** Gets the kernels ready on the calling thread. @throws Failure `NoComputeBackend` */
  static async start(memory: WasmMemory): Promise<Threads> {
    const bytes = [relaxedSimd, simd].find((build) => WebAssembly.validate(build));
    if (!bytes) {
      throw new Failure('NoComputeBackend', 'Its processor mode is too old (no WebAssembly SIMD).');
    }
    const module = await WebAssembly.compile(bytes);
    const kernels = await instantiate(module, memory.memory);
    const control = memory.allocate(controlLength);
    const words = memory.words(control);
    words[controlWords.threads] = 1;
    // A page's own thread may not sleep on shared memory; a worker's, and Node's, may.
    words[controlWords.callerSleeps] = typeof Window === 'undefined' ? 1 : 0;
    return new Threads(memory, control, module, kernels);
  }

  /**
   * Starts or ends threads, between two runs, until there are `count`.
   *
   * @throws Failure `WorkerDied`, also where the browser shares no memory; there are as many as before then
   */
  async resize(count: number): Promise<void> {
    const { memory, module, control } = this;
    const first = this.count;
    this.others.splice(count - 1).forEach((thread) => thread.end());
    const shared = { module, memory: memory.memory, control: memory.address(control) };
    const seen = memory.words(control)[controlWords.run] ?? 0;
    const starts = Array.from({ length: Math.max(count - first, 0) }, (_, index) => first + index);
    this.others.push(...(await startThreads(starts.map((thread) => ({ ...shared, thread, seen })))));
    memory.words(control)[controlWords.threads] = this.count;
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
    for (const thread of this.others) thread.end();
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

/** Starts all or none. @throws Failure `WorkerDied` */
async function startThreads(starts: readonly KernelThreadStart[]): Promise<KernelThread[]> {
  const threads = starts.map((): KernelThread => new Thread('kernel'));
  const answers = await Promise.all(threads.map((thread, index) => thread.ask(starts[index])));
  const problem = answers.find((answer) => answer !== 'ready');
  if (problem === undefined) return threads;
  threads.forEach((thread) => thread.end());
  throw new Failure('WorkerDied', `A thread did not start: ${problem.problem}`);
}
