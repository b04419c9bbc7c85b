import { activate } from '../../kernelParts/activation.reference';
import { dropoutFactor } from '../../kernelParts/dropout.reference';
import { at, floats } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { GatedActivationArguments } from './spec';

export function gatedActivation(args: GatedActivationArguments, step: StepReader): void {
  const { width, activation, dropout } = args;
  const [x, y] = [floats(args.x), floats(args.y)];
  for (let token = 0; token < step.rows('tokens'); token++) {
    for (let i = 0; i < width; i++) {
      const index = token * width + i;
      const activated = token * 2 * width + i;
      const value = activate(activation, at(x, activated)) * at(x, activated + width);
      y[index] = value * dropoutFactor(dropout, index, step);
    }
  }
}
