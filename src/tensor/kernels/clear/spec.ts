import { output, sized, type ArgumentsOf } from '../fields';
import { kernelSpec } from '../spec';

export const spec = kernelSpec({
  values: sized(output('u32')),
});
export type ClearArguments = ArgumentsOf<typeof spec.fields>;

declare module '../kernels' {
  interface Kernels {
    /** Zeroes a view, unless the step accumulates. */
    clear(args: ClearArguments): void;
  }
}
