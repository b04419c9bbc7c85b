/** What the user asks to compute with. */
export const computeChoices = ['automatic', 'webgpu', 'wasm'] as const;
export type ComputeChoice = (typeof computeChoices)[number];

/** What computes. */
export interface ComputeBackend {
  kind: 'webgpu' | 'wasm';
  /** The graphics card's name, empty where the browser doesn't tell it; or `processor`. */
  adapter: string;
  /** WebAssembly threads; 0 on WebGPU. */
  threads: number;
  /** Why WebGPU is not used, nor several threads; empty when WebGPU is. */
  why: string;
}
