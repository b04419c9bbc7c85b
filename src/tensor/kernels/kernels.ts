// The kernels that every device has. Matrices are row major. Texts are packed: the tokens of a batch lie one text after
// another with nothing between, so no kernel ever works on padding.
//
// Each kernel is a folder of four files: `spec.ts` says what it computes and from what, `reference.ts` is its plain
// implementation, `wgsl.ts` the one for the graphics card, and `wasm.ts` (AssemblyScript) the one for the processor.
// What several kernels are made of is in ../kernelParts. tests/unit/tensor and tests/parity compare the implementations
// over the cases of tests/support/kernelCases.ts.

/** Appends kernels to a program. Each spec adds its kernel's method. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface Kernels {}

/** Whether a kernel's rows are the batch's tokens or its texts; how many there are is in the step state. */
export type Rows = 'tokens' | 'texts';

/** Elements are dropped by a hash of the step's dropout seed, the site and the element's index. */
export interface Dropout {
  /** Share of elements set to zero; the others are divided by 1 − probability. */
  probability: number;
  /** A number of its own for each dropout of the model. */
  site: number;
}

export type Activation = 'gelu' | 'tanh' | 'relu';
