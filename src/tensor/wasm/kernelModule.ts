// What the calling thread and the other threads both need: the module's functions, and the block they share.

/** What a thread is sent when it starts. */
export interface KernelThreadStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  thread: number;
  /** The control block's address in bytes. */
  control: number;
  /** How many runs there were before it. */
  seen: number;
}

/** 32-bit words of the control block, in the order of `Control` in program.wasm.ts. */
export const controlWords = {
  run: 0,
  opened: 2,
  threads: 3,
  callerSleeps: 4,
  scratch: 5,
  scratchBytes: 6,
  state: 7,
  launches: 8,
  count: 9,
  failed: 10,
} as const;
export const controlLength = 16;

/** Says in the control block that a thread has died, and wakes the others, which then give up. */
export function reportDeath(memory: WebAssembly.Memory, control: number): void {
  const words = new Int32Array(memory.buffer, control, controlLength);
  Atomics.store(words, controlWords.failed, 1);
  Atomics.notify(words, controlWords.opened);
}

/** Functions of program.wasm.ts. */
export interface KernelExports {
  run(control: number): void;
  serve(control: number, thread: number, seen: number): void;
  /** The number by which a launch names its kernel, the same in all threads. */
  readonly opcodes: ReadonlyMap<string, number>;
}

/** Instantiates the kernels in a memory. */
export async function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<KernelExports> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const { run, serve, table, ...others } = exports;
  if (typeof run !== 'function' || typeof serve !== 'function' || !(table instanceof WebAssembly.Table)) {
    throw new TypeError('The kernels lack their functions.');
  }
  return {
    run: (control) => void run(control),
    serve: (control, thread, seen) => void serve(control, thread, seen),
    opcodes: enterKernels(table, others),
  };
}

/** Puts the kernels into the table by which program.wasm.ts calls them: an opcode is an index in the table. */
function enterKernels(table: WebAssembly.Table, exports: WebAssembly.Exports): ReadonlyMap<string, number> {
  const kernels = Object.entries(exports).filter(([, own]) => typeof own === 'function');
  const first = table.grow(kernels.length);
  kernels.forEach(([, kernel], index) => table.set(first + index, kernel));
  return new Map(kernels.map(([name], index) => [name, first + index]));
}
