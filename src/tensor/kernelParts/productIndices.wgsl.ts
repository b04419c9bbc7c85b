// Which elements of a matrix product an invocation computes, in WGSL.

import type { ProductKind } from '../kernels/spec';
import { inQuads, type ProductVariant } from './productVariant';

export const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
export const component = (index: number): string => 'xyzw'.charAt(index);

/** Which column an invocation's vector `c` and component `i` are. Neighbouring lanes take neighbouring columns. */
export function columnOf(kind: ProductKind, { across }: ProductVariant, c: string, i: number): string {
  return kind === 'NT'
    ? `firstColumn + local.x + (${c} * 4u + ${i}u) * ${across}u`
    : `firstColumn + (local.x + ${c} * ${across}u) * 4u + ${i}u`;
}

/** Which row an invocation's sum `r` is. In a quad each lane of NN and NT goes through four rows as swaps bring them. */
export const rowOf = (kind: ProductKind, variant: ProductVariant, r: string): string =>
  kind !== 'TN' && inQuads(variant) ? `row + ${r} / 4u * 4u + (local.x ^ (${r} % 4u))` : `row + ${r}`;
