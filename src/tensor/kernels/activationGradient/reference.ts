import { activationSlope } from '../../kernelParts/activation.reference';
import { at, floats } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { ActivationGradientArguments } from './spec';

export function activationGradient(args: ActivationGradientArguments, step: StepReader): void {
  const [x, dy, dx] = [floats(args.x), floats(args.dy), floats(args.dx)];
  for (let i = 0; i < step.rows(args.rows) * args.width; i++) {
    dx[i] = at(dy, i) * activationSlope(args.activation, at(x, i));
  }
}
