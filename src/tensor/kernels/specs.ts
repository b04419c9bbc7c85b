// The kernels, as their folders have them.

import type { Arguments } from './fields';
import type { Kernels } from './kernels';
import type { KernelSpec } from './spec';

/** The kernel in whose folder a file lies. */
const kernelOf = (path: string): string => path.split('/').at(-2) ?? '';

/**
 * The function of a kernel's own name that one file of each kernel exports.
 *
 * @throws TypeError when a file lacks it
 */
export function functionsByKernel<Exported>(files: Record<string, Record<string, Exported>>): Map<string, Exported> {
  const functions = new Map<string, Exported>();
  for (const [path, exports] of Object.entries(files)) {
    const name = kernelOf(path);
    const own = exports[name];
    if (!own) throw new TypeError(`${path} exports no ${name}.`);
    functions.set(name, own);
  }
  return functions;
}

/** The specs, by kernel. */
export const kernelSpecs: ReadonlyMap<string, KernelSpec> = new Map(
  Object.entries(import.meta.glob<KernelSpec>('./*/spec.ts', { eager: true, import: 'spec' })).map(([path, spec]) => [
    kernelOf(path),
    spec,
  ]),
);

/** A kernel that was called. */
export interface KernelCall {
  name: string;
  spec: KernelSpec;
  args: Arguments;
}

/** Kernels that hand every call to `record`. */
export function recordingKernels(record: (call: KernelCall) => void): Kernels;
// Each spec declares its method of `Kernels` in its own file, which no expression can show.
export function recordingKernels(record: (call: KernelCall) => void): object {
  const methods = [...kernelSpecs].map(([name, spec]): [string, (args: Arguments) => void] => [
    name,
    (args) => record({ name, spec, args }),
  ]);
  return Object.fromEntries(methods);
}
