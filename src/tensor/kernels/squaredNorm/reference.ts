import { at, floats } from '../../reference/hostMemory';
import type { SquaredNormArguments } from './spec';

export function squaredNorm(args: SquaredNormArguments): void {
  const [gradients, partials] = [floats(args.gradients), floats(args.partials)];
  partials.fill(0);
  const share = Math.ceil(gradients.length / partials.length);
  gradients.forEach((gradient, index) => {
    const part = Math.floor(index / share);
    partials[part] = at(partials, part) + gradient * gradient;
  });
}
