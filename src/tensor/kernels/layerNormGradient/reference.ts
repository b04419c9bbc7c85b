import { dropoutFactor } from '../../kernelParts/dropout.reference';
import { at, floats } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { LayerNormGradientArguments } from './spec';

export function layerNormGradient(args: LayerNormGradientArguments, step: StepReader): void {
  const { hidden, dropout, dropped } = args;
  const [dy, x, weight] = [floats(args.dy), floats(args.x), floats(args.weight)];
  const [statistics, dx] = [floats(args.statistics), floats(args.dx)];
  const residual = args.residual && floats(args.residual);
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
      const own = rstd * (scaled(i) - sum / hidden - (standardised(i) * product) / hidden);
      const value = own + (residual ? at(residual, index) : 0);
      dx[index] = value;
      if (copy) copy[index] = value * dropoutFactor(dropped.dropout, index, step);
    }
  }
}
