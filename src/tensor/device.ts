// What every device offers: memory, and programs of kernels compiled once and run once a step. Three devices
// do: the graphics card (webgpu/), the processor (wasm/), and plain TypeScript (reference/), against which
// the other two are tested.

import type { Kernels } from './kernels/kernels';

/** A stretch of device memory, counted in elements of 32 bits. It may be a part of a larger allocation. */
export interface View {
  /** The allocation it lies in; only its own device can look inside. */
  readonly allocation: object;
  /** First element, a multiple of `viewAlignment`. */
  readonly offset: number;
  readonly length: number;
  /** Each element holds two numbers in half precision: frozen weights only, on a device that reads them. */
  readonly halves?: true;
}

/** Views start at multiples of this many elements: WebGPU binds buffers at multiples of 256 bytes. */
export const viewAlignment = 64;

/** Rounds a number of elements up to where the next view may start. */
export function aligned(elements: number): number {
  return Math.ceil(elements / viewAlignment) * viewAlignment;
}

/** A part of a view. `offset` counts from the view's start and must be a multiple of `viewAlignment`. */
export function slice(view: View, offset: number, length: number): View {
  if (offset % viewAlignment !== 0 || offset + length > view.length) {
    throw new RangeError(`No view of ${length} elements at ${offset} in ${view.length}.`);
  }
  return { allocation: view.allocation, offset: view.offset + offset, length };
}

/** What changes from step to step, as the kernels read it: 16 elements of 32 bits, in this order. */
export interface StepState {
  /** Tokens in the batch, all texts together. */
  tokens: number;
  texts: number;
  /** Whether gradients add to what is there: true from the second micro-batch of a step on. */
  accumulate: boolean;
  /** From the seed and the step, so that every step drops other elements. */
  dropoutSeed: number;
  /** 1 / total weight of the texts of the whole step, micro-batches together. */
  lossScale: number;
  learningRate: number;
  /** The optimizer's step, from 1. */
  step: number;
  weightDecay: number;
  /** Global gradient norm above which gradients are scaled down; 0: never. */
  maxGradientNorm: number;
}

export const stepStateLength = 16;

/** The step state as it lies in device memory. */
export function packStepState(state: StepState): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(stepStateLength);
  const floats = new Float32Array(words.buffer);
  words.set([state.tokens, state.texts, state.accumulate ? 1 : 0, state.dropoutSeed]);
  floats[4] = state.lossScale;
  floats[5] = state.learningRate;
  // AdamW's bias corrections (Kingma & Ba 2014, algorithm 1), computed here in double precision.
  floats[6] = 1 / (1 - 0.9 ** state.step);
  floats[7] = 1 / Math.sqrt(1 - 0.999 ** state.step);
  floats[8] = state.weightDecay;
  floats[9] = state.maxGradientNorm;
  return words;
}

/** How many rows the kernels of a run work on. */
export interface RunSize {
  tokens: number;
  texts: number;
}

/** Kernels in order, compiled once. */
export interface Program {
  /** Kernel launches of one run. */
  readonly dispatches: number;
  /** Starts the kernels; they read the step state that was written last. */
  run(size: RunSize): void;
  dispose(): void;
}

/** Counts since the device was started. */
export interface DeviceCounters {
  dispatches: number;
  allocations: number;
  bytesUploaded: number;
  submissions: number;
}

export interface Device {
  readonly kind: 'webgpu' | 'wasm' | 'reference';
  readonly counters: DeviceCounters;
  /** Elements that are still free to allocate, as far as the device tells. */
  readonly freeElements: number;
  /** The most elements that one allocation can have and a kernel can bind. */
  readonly largestAllocation: number;
  /** Whether linear layers and embeddings read weights in half precision, as `View.halves` says. */
  readonly readsHalves: boolean;
  /** Zeroed memory. @throws Failure `OutOfMemory`, `CardFailed` */
  allocate(elements: number): View;
  /** Frees a whole allocation; its views are dead. */
  free(view: View): void;
  /** Copies values to the start of a view. */
  write(view: View, values: Float32Array | Uint32Array | Int32Array): void;
  /** A copy of a view's values, after all that was started before is done. */
  read(view: View): Promise<Float32Array<ArrayBuffer>>;
  /**
   * A view's values in place, where the device's memory is the processor's own. Do not keep them: that memory may grow.
   */
  valuesInPlace?(view: View): Float32Array;
  /** Waits until all that was started is done. */
  finish(): Promise<void>;
  /**
   * Compiles a program.
   *
   * @param state where the step state will lie, `stepStateLength` elements
   * @param largest the largest run: shapes of matrix products are tuned for it
   */
  compile(state: View, largest: RunSize, record: (kernels: Kernels) => void): Promise<Program>;
}
