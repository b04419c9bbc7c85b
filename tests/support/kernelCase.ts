// A kernel run on any device: the same inputs, and what came out. Tests compare a device's outputs with the reference
// device's.

import { seededRandom } from '../../src/domain/random';
import { packStepState, stepStateLength, type Device, type StepState, type View } from '../../src/tensor/device';
import type { Kernels } from '../../src/tensor/kernels/kernels';

export interface KernelCase {
  name: string;
  /** Runs the kernel on a device and gives what it wrote, by name. */
  run(device: Device): Promise<Map<string, Float32Array>>;
}

const defaultState: StepState = {
  tokens: 0,
  texts: 0,
  accumulate: false,
  dropoutSeed: 1234567,
  lossScale: 0.25,
  learningRate: 0.01,
  step: 3,
  weightDecay: 0.01,
  maxGradientNorm: 1,
};

/** Allocates inputs and outputs of one case, and records which views to read. */
export class CaseViews {
  private readonly random = seededRandom(7);
  readonly outputs = new Map<string, View>();
  readonly starts: View;
  readonly textOf: View;

  constructor(
    readonly device: Device,
    readonly lengths: readonly number[],
  ) {
    const starts = [0];
    const textOf: number[] = [];
    lengths.forEach((length, text) => {
      starts.push((starts.at(-1) ?? 0) + length);
      for (let i = 0; i < length; i++) textOf.push(text);
    });
    this.starts = this.whole(Uint32Array.from(starts));
    this.textOf = this.whole(Uint32Array.from(textOf));
  }

  get tokens(): number {
    return this.lengths.reduce((sum, length) => sum + length, 0);
  }
  get texts(): number {
    return this.lengths.length;
  }
  /** Random numbers in (−scale, scale). */
  input(length: number, scale = 1): View {
    const values = Float32Array.from({ length }, () => (this.random() * 2 - 1) * scale);
    const view = this.device.allocate(length);
    this.device.write(view, values);
    return view;
  }
  positive(length: number): View {
    const view = this.device.allocate(length);
    this.device.write(
      view,
      Float32Array.from({ length }, () => this.random() + 0.1),
    );
    return view;
  }
  /** Whole numbers in [0, below). */
  indices(length: number, below: number): View {
    return this.whole(Uint32Array.from({ length }, () => Math.floor(this.random() * below)));
  }
  /** Random 8-bit numbers, four an element. */
  eightBits(length: number): View {
    const numbers = Int8Array.from({ length }, () => Math.floor(this.random() * 256) - 128);
    return this.whole(new Uint32Array(numbers.buffer));
  }
  whole(values: Uint32Array): View {
    const view = this.device.allocate(values.length);
    this.device.write(view, values);
    return view;
  }
  /** An output that starts as random numbers, so that what is not written shows. */
  output(name: string, length: number): View {
    const view = this.input(length);
    this.outputs.set(name, view);
    return view;
  }
}

/**
 * One case.
 *
 * @param record allocates what the kernel needs, and gives what calls it
 * @param changed what of the step state is not as usual
 */
export function kernelCase(
  name: string,
  lengths: readonly number[],
  record: (views: CaseViews) => (kernels: Kernels) => void,
  changed: Partial<StepState> = {},
): KernelCase {
  return {
    name: `${name}, texts of ${lengths.join(' ')}`,
    async run(device) {
      const views = new CaseViews(device, lengths);
      const state = device.allocate(stepStateLength);
      const size = { tokens: views.tokens, texts: lengths.length };
      const program = await device.compile(state, size, record(views));
      device.write(state, packStepState({ ...defaultState, ...size, ...changed }));
      program.run(size);
      const results = new Map<string, Float32Array>();
      for (const [output, view] of views.outputs) results.set(output, await device.read(view));
      program.dispose();
      return results;
    },
  };
}

/** The largest difference of any output from the reference's, in units of the reference's largest value. */
export function largestError(
  actual: ReadonlyMap<string, Float32Array>,
  wanted: ReadonlyMap<string, Float32Array>,
): { output: string; error: number } {
  let worst = { output: '', error: 0 };
  for (const [output, reference] of wanted) {
    const values = actual.get(output);
    const scale = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    reference.forEach((value, index) => {
      const error = Math.abs((values?.[index] ?? NaN) - value) / scale;
      if (!(error <= worst.error)) worst = { output, error };
    });
  }
  return worst;
}
