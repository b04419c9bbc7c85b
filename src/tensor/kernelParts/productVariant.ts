// A variant of a matrix product: how much each invocation computes, and through what memory the operands come.

import type { Workgroups } from '../webgpu/kernelSource';

export interface ProductVariant {
  /** Operands straight into registers, through workgroup memory, or shared between a subgroup's lanes. */
  memory: 'registers' | 'workgroup' | 'subgroup';
  /** Invocations of a workgroup along columns and along rows. */
  across: number;
  down: number;
  /** Rows and columns of one invocation, multiples of 4. */
  rows: number;
  columns: number;
}

/** The inner index covered by one tile of workgroup memory. */
export const tileDepth = 16;

export const variantName = (variant: ProductVariant): string =>
  `${variant.memory} ${variant.down}x${variant.across} of ${variant.rows}x${variant.columns}`;

/** Workgroups for a product of this size. */
export function productWorkgroups(
  { across, down, rows, columns }: ProductVariant,
  productRows: number,
  productColumns: number,
): Workgroups {
  return [Math.ceil(productColumns / (across * columns)), Math.ceil(productRows / (down * rows)), 1];
}

/** Workgroup memory that a variant takes at most, in NT. */
export const tileBytes = ({ across, down, rows, columns }: ProductVariant): number =>
  (down * rows * tileDepth + across * columns * (tileDepth + 4)) * 4;

/** Whether the lanes that share are the four of a quad, which hand operands to each other by swapping. */
export const inQuads = ({ memory, across }: ProductVariant): boolean => memory === 'subgroup' && across === 4;
