// The variants of the matrix products that a device can run.

import { tileBytes, type ProductVariant } from '../kernelParts/productVariant';

const registers = (rows: number, columns: number): ProductVariant => ({
  memory: 'registers',
  across: 8,
  down: 8,
  rows,
  columns,
});

const workgroup = (side: number, tile: number): ProductVariant => ({
  memory: 'workgroup',
  across: side,
  down: side,
  rows: tile,
  columns: tile,
});

/** One subgroup a workgroup, so that the lanes of each know what the others hold. */
const subgroup = (size: number, rows: number, columns: number): ProductVariant => ({
  memory: 'subgroup',
  across: size,
  down: 1,
  rows,
  columns,
});

/** Runs everywhere. */
export const defaultVariant = registers(4, 4);

/** The variants that a device can run. */
export function productVariants(device: GPUDevice, info: GPUAdapterInfo): ProductVariant[] {
  const { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize } = device.limits;
  const tiled = [workgroup(16, 4), workgroup(8, 8), workgroup(16, 8)].filter(
    (variant) =>
      variant.across * variant.down <= maxComputeInvocationsPerWorkgroup &&
      tileBytes(variant) <= maxComputeWorkgroupStorageSize,
  );
  const size = info.subgroupMinSize;
  // Cards that choose the size of subgroups by themselves can't promise one.
  const fixed = device.features.has('subgroups') && size === info.subgroupMaxSize && size <= 64;
  const shared = [
    subgroup(size, 8, 4),
    subgroup(size, 8, 8),
    subgroup(size, 12, 8),
    subgroup(size, 16, 4),
    // A card has more lanes, and registers for fewer sums: there these would only take long to compile.
    ...(size < 16 ? [subgroup(size, 16, 8), subgroup(size, 20, 8)] : []),
  ];
  return [defaultVariant, registers(8, 4), registers(8, 8), registers(12, 8), ...tiled, ...(fixed ? shared : [])];
}
