import { hash32 } from '../../domain/random';
import type { StepReader } from '../reference/stepReader';
import type { Dropout } from '../kernels/kernels';

/** What an element is multiplied by: 0, or 1 / (1 − probability). */
export function dropoutFactor(dropout: Dropout | undefined, index: number, step: StepReader): number {
  if (!dropout || dropout.probability === 0) return 1;
  const site = hash32((step.dropoutSeed + Math.imul(dropout.site, 0x9e3779b9)) >>> 0);
  const kept = hash32((site + index) >>> 0) >= dropoutThreshold(dropout.probability);
  return kept ? 1 / (1 - dropout.probability) : 0;
}

/** Elements whose hash is below this are dropped. */
export function dropoutThreshold(probability: number): number {
  return Math.floor(probability * 4294967296);
}
