import { activationSlope } from '../../kernelParts/activation.reference';
import { dropoutFactor } from '../../kernelParts/dropout.reference';
import { weightValues } from '../../kernelParts/packedWeights.reference';
import { at, floats } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { LinearInputGradientArguments } from './spec';

export function linearInputGradient(args: LinearInputGradientArguments, step: StepReader): void {
  const { inputs, outputs, scale = 1, activation, dropout, lowRank } = args;
  const [dy, dx] = [floats(args.dy), floats(args.dx)];
  const weight = weightValues(args.weight, args.weightScales);
  const residual = args.residual && floats(args.residual);
  const preactivation = activation && floats(activation.preactivation);
  const left = lowRank && floats(lowRank.left);
  const right = lowRank && floats(lowRank.right);
  for (let row = 0; row < step.rows(args.rows); row++) {
    for (let column = 0; column < inputs; column++) {
      const index = row * inputs + column;
      let v = 0;
      for (let k = 0; k < outputs; k++) {
        v += at(dy, row * outputs + k) * at(weight, column * outputs + k);
      }
      v *= scale;
      if (lowRank && left && right) {
        for (let k = 0; k < lowRank.rank; k++) {
          v += at(left, row * lowRank.rank + k) * at(right, column * lowRank.rank + k);
        }
      }
      v *= dropoutFactor(dropout, index, step);
      if (activation && preactivation) {
        v *= activationSlope(activation.kind, at(preactivation, index));
      }
      dx[index] = v + (residual ? at(residual, index) : 0);
    }
  }
}
