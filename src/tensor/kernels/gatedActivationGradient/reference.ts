import { activate, activationSlope } from '../../kernelParts/activation.reference';
import { dropoutFactor } from '../../kernelParts/dropout.reference';
import { at, floats } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { GatedActivationGradientArguments } from './spec';

export function gatedActivationGradient(args: GatedActivationGradientArguments, step: StepReader): void {
  const { width, activation, dropout } = args;
  const [x, dy, dx] = [floats(args.x), floats(args.dy), floats(args.dx)];
  for (let token = 0; token < step.rows('tokens'); token++) {
    for (let i = 0; i < width; i++) {
      const index = token * width + i;
      const activated = token * 2 * width + i;
      const gate = activated + width;
      const own = at(dy, index) * dropoutFactor(dropout, index, step);
      dx[activated] = own * at(x, gate) * activationSlope(activation, at(x, activated));
      dx[gate] = own * activate(activation, at(x, activated));
    }
  }
}
