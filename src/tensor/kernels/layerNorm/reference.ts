import { dropoutFactor } from '../../kernelParts/dropout.reference';
import { at, floats } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { LayerNormArguments } from './spec';

export function layerNorm(args: LayerNormArguments, step: StepReader): void {
  const { hidden, epsilon, dropout } = args;
  const [x, weight, bias] = [floats(args.x), floats(args.weight), args.bias && floats(args.bias)];
  const [y, statistics] = [floats(args.y), floats(args.statistics)];
  for (let row = 0; row < step.rows(args.rows); row++) {
    const values = x.subarray(row * hidden, (row + 1) * hidden);
    const mean = values.reduce((sum, value) => sum + value, 0) / hidden;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / hidden;
    const rstd = 1 / Math.sqrt(variance + epsilon);
    statistics.set([mean, rstd], row * 2);
    values.forEach((value, i) => {
      const index = row * hidden + i;
      const normalised = (value - mean) * rstd * at(weight, i) + (bias ? at(bias, i) : 0);
      y[index] = normalised * dropoutFactor(dropout, index, step);
    });
  }
}
