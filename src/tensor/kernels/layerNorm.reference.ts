import { at, floats } from '../reference/memory';
import type { StepReader } from '../reference/stepState';
import { dropoutFactor } from './dropout.reference';
import type {
  LayerNormArguments,
  LayerNormGradientArguments,
  LayerNormParameterGradientArguments,
} from './kernels';

export function layerNorm(args: LayerNormArguments, step: StepReader): void {
  const { hidden, epsilon, dropout } = args;
  const [x, weight, bias] = [floats(args.x), floats(args.weight), floats(args.bias)];
  const [y, statistics] = [floats(args.y), floats(args.statistics)];
  for (let row = 0; row < step.rows(args.rows); row++) {
    const values = x.subarray(row * hidden, (row + 1) * hidden);
    const mean = values.reduce((sum, value) => sum + value, 0) / hidden;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / hidden;
    const rstd = 1 / Math.sqrt(variance + epsilon);
    statistics.set([mean, rstd], row * 2);
    values.forEach((value, i) => {
      const index = row * hidden + i;
      const normalised = (value - mean) * rstd * at(weight, i) + at(bias, i);
      y[index] = normalised * dropoutFactor(dropout, index, step);
    });
  }
}

export function layerNormGradient(args: LayerNormGradientArguments, step: StepReader): void {
  const { hidden, dropout, dropped } = args;
  const [dy, x, weight] = [floats(args.dy), floats(args.x), floats(args.weight)];
  const [statistics, dx] = [floats(args.statistics), floats(args.dx)];
  const copy = dropped && floats(dropped.view);
  for (let row = 0; row < step.rows(args.rows); row++) {
    const [mean, rstd] = [at(statistics, row * 2), at(statistics, row * 2 + 1)];
    const scaled = (i: number) => {
      const index = row * hidden + i;
      return at(dy, index) * dropoutFactor(dropout, index, step) * at(weight, i);
    };
    const standardised = (i: number) => (at(x, row * hidden + i) - mean) * rstd;
    let [sum, product] = [0, 0];
    for (let i = 0; i < hidden; i++) {
      sum += scaled(i);
      product += scaled(i) * standardised(i);
    }
    for (let i = 0; i < hidden; i++) {
      const index = row * hidden + i;
      const value = rstd * (scaled(i) - sum / hidden - (standardised(i) * product) / hidden);
      dx[index] = value;
      if (copy) copy[index] = value * dropoutFactor(dropped.dropout, index, step);
    }
  }
}

export function layerNormParameterGradient(
  args: LayerNormParameterGradientArguments,
  step: StepReader,
): void {
  const { hidden, dropout } = args;
  const [dy, x, statistics] = [floats(args.dy), floats(args.x), floats(args.statistics)];
  const [dWeight, dBias] = [floats(args.dWeight), floats(args.dBias)];
  for (let i = 0; i < hidden; i++) {
    let weight = step.accumulate ? at(dWeight, i) : 0;
    let bias = step.accumulate ? at(dBias, i) : 0;
    for (let row = 0; row < step.rows(args.rows); row++) {
      const index = row * hidden + i;
      const value = at(dy, index) * dropoutFactor(dropout, index, step);
      weight += value * (at(x, index) - at(statistics, row * 2)) * at(statistics, row * 2 + 1);
      bias += value;
    }
    dWeight[i] = weight;
    dBias[i] = bias;
  }
}
