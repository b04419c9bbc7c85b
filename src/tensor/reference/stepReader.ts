import type { View } from '../device';
import type { Rows } from '../kernels/kernels';
import { at, floats, words } from './hostMemory';

/** The step state as a reference kernel reads it. */
export class StepReader {
  constructor(private readonly view: View) {}

  rows(rows: Rows): number {
    return at(words(this.view), rows === 'tokens' ? 0 : 1);
  }
  get accumulate(): boolean {
    return at(words(this.view), 2) === 1;
  }
  get dropoutSeed(): number {
    return at(words(this.view), 3);
  }
  get lossScale(): number {
    return at(floats(this.view), 4);
  }
  get learningRate(): number {
    return at(floats(this.view), 5);
  }
  /** 1 / (1 − β₁ᵗ) */
  get firstCorrection(): number {
    return at(floats(this.view), 6);
  }
  /** 1 / √(1 − β₂ᵗ) */
  get secondCorrection(): number {
    return at(floats(this.view), 7);
  }
  get weightDecay(): number {
    return at(floats(this.view), 8);
  }
  get maxGradientNorm(): number {
    return at(floats(this.view), 9);
  }
}
