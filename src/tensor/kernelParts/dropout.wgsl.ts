import type { Dropout } from '../kernels/kernels';
import { dropoutThreshold } from './dropout.reference';

/** WGSL `fn name(index: u32) -> f32`: what an element is multiplied by; 1 without dropout. */
export function dropoutFunction(dropout: Dropout | undefined, name: string): string {
  if (!dropout || dropout.probability === 0) {
    return `fn ${name}(index: u32) -> f32 { return 1f; }`;
  }
  const site = Math.imul(dropout.site, 0x9e3779b9) >>> 0;
  const threshold = dropoutThreshold(dropout.probability);
  return /* wgsl */ `
fn ${name}(index: u32) -> f32 {
  let kept = hash32(hash32(step.dropoutSeed + ${site}u) + index) >= ${threshold}u;
  return select(0f, ${Math.fround(1 / (1 - dropout.probability))}f, kept);
}`;
}
