// What each kernel's `wgsl.ts` makes of arguments.

import type { ProductVariant } from '../kernelParts/productVariant';
import type { Arguments } from '../kernels/fields';
import { functionsByKernel, type KernelCall } from '../kernels/specs';
import { kernelSource, type Dispatch, type KernelSource } from './kernelSource';

/** What a kernel's `wgsl.ts` exports; only matrix products heed the variant. */
type ShaderWriter = (args: Arguments, variant: ProductVariant) => Dispatch | readonly Dispatch[];

const writers = functionsByKernel(
  import.meta.glob<Record<string, ShaderWriter>>('../kernels/*/wgsl.ts', { eager: true }),
);

/** A kernel's sources, one a dispatch. */
export function kernelSources(call: KernelCall, variant: ProductVariant): KernelSource[] {
  const write = writers.get(call.name);
  if (!write) throw new TypeError(`The graphics card has no kernel ${call.name}.`);
  return [write(call.args, variant)].flat().map((dispatch) => kernelSource(call, dispatch));
}
