// What a kernel is, for all devices: its arguments, and what a device must know before it runs.

import type { RunSize } from '../device';
import type { Arguments, ArgumentsOf, Fields } from './fields';

/** Which side of a product `[rows, inner] · [inner, columns]` lies transposed in memory: none, the right, the left. */
export type ProductKind = 'NN' | 'NT' | 'TN';

/** A matrix product. */
export interface ProductShape {
  kind: ProductKind;
  rows: number;
  inner: number;
  columns: number;
}

/** What a kernel's arguments say about its size. */
interface Sizes<Args> {
  /** The matrix product that the kernel is, in the largest run: the graphics card measures which variant is fastest. */
  product?(args: Args, largest: RunSize): ProductShape;
  /** Elements of memory of its own that a thread of the processor needs for it. */
  scratch?(args: Args, largest: RunSize): number;
}

export interface KernelSpec extends Sizes<Arguments> {
  readonly fields: Fields;
}

/** A kernel's spec. The order of the fields is that of a launch's words in `wasm.ts`. */
export function kernelSpec<const Own extends Fields>(
  fields: Own,
  sizes: Sizes<ArgumentsOf<Own>> = {},
): { readonly fields: Own } & Sizes<ArgumentsOf<Own>> {
  return { fields, ...sizes };
}
