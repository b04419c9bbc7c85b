import { activate } from '../../kernelParts/activation.reference';
import { dropoutFactor } from '../../kernelParts/dropout.reference';
import { weightValues } from '../../kernelParts/packedWeights.reference';
import { at, floats } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { LinearArguments } from './spec';

export function linear(args: LinearArguments, step: StepReader): void {
  const { inputs, outputs, scale = 1, activation, dropout, lowRank } = args;
  const [x, y] = [floats(args.x), floats(args.y)];
  const weight = weightValues(args.weight, args.weightScales);
  const bias = args.bias && floats(args.bias);
  const residual = args.residual && floats(args.residual);
  const preactivation = args.preactivation && floats(args.preactivation);
  const left = lowRank && floats(lowRank.left);
  const right = lowRank && floats(lowRank.right);
  for (let row = 0; row < step.rows(args.rows); row++) {
    for (let column = 0; column < outputs; column++) {
      const index = row * outputs + column;
      let u = 0;
      for (let k = 0; k < inputs; k++) {
        u += at(x, row * inputs + k) * at(weight, k * outputs + column);
      }
      u *= scale;
      if (bias) u += at(bias, column);
      if (lowRank && left && right) {
        for (let k = 0; k < lowRank.rank; k++) {
          u += at(left, row * lowRank.rank + k) * at(right, k * outputs + column);
        }
      }
      if (preactivation) preactivation[index] = u;
      const kept = activate(activation, u) * dropoutFactor(dropout, index, step);
      y[index] = kept + (residual ? at(residual, index) : 0);
    }
  }
}
