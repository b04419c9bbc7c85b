// What the calling thread and the other threads both need: the module's functions.

/** What a thread is sent when it starts. */
export interface KernelThreadStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  thread: number;
  /** The control block's address in bytes. */
  control: number;
}

/** Functions of program.wasm.ts. */
export interface KernelExports {
  run(control: number): void;
  serve(control: number, thread: number, seen: number): void;
}

/** Instantiates the kernels in a memory. */
export async function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<KernelExports> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const { run, serve } = exports;
  if (typeof run !== 'function' || typeof serve !== 'function') {
    throw new TypeError('The kernels lack their functions.');
  }
  return {
    run: (control) => void run(control),
    serve: (control, thread, seen) => void serve(control, thread, seen),
  };
}
