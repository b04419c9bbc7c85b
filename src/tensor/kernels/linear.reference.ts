import { at, floats } from '../reference/memory';
import type { StepReader } from '../reference/stepState';
import { activate, activationSlope } from './activation.reference';
import { dropoutFactor } from './dropout.reference';
import type {
  LinearArguments,
  LinearInputGradientArguments,
  LinearWeightGradientArguments,
} from './kernels';

export function linear(args: LinearArguments, step: StepReader): void {
  const { inputs, outputs, scale = 1, activation, dropout, lowRank } = args;
  const [x, weight, y] = [floats(args.x), floats(args.weight), floats(args.y)];
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

export function linearInputGradient(args: LinearInputGradientArguments, step: StepReader): void {
  const { inputs, outputs, scale = 1, activation, dropout, lowRank } = args;
  const [dy, weight, dx] = [floats(args.dy), floats(args.weight), floats(args.dx)];
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

export function linearWeightGradient(args: LinearWeightGradientArguments, step: StepReader): void {
  const { inputs, outputs, blocks } = args;
  const [x, dy, dWeight] = [floats(args.x), floats(args.dy), floats(args.dWeight)];
  const dBias = args.dBias && floats(args.dBias);
  const rows = step.rows(args.rows);
  for (let column = 0; column < outputs; column++) {
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        sum += at(x, row * inputs + i) * at(dy, row * outputs + column);
      }
      if (
        blocks &&
        blocks.owner[Math.floor(column / blocks.columns)] !== Math.floor(i / blocks.rows)
      ) {
        sum = 0;
      }
      const index = i * outputs + column;
      dWeight[index] = sum + (step.accumulate ? at(dWeight, index) : 0);
    }
    if (dBias) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += at(dy, row * outputs + column);
      dBias[column] = sum + (step.accumulate ? at(dBias, column) : 0);
    }
  }
}
