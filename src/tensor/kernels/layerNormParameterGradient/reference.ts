import { dropoutFactor } from '../../kernelParts/dropout.reference';
import { at, floats } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { LayerNormParameterGradientArguments } from './spec';

export function layerNormParameterGradient(args: LayerNormParameterGradientArguments, step: StepReader): void {
  const { hidden, dropout } = args;
  const [dy, x, statistics] = [floats(args.dy), floats(args.x), floats(args.statistics)];
  const [dWeight, dBias] = [floats(args.dWeight), args.dBias && floats(args.dBias)];
  for (let i = 0; i < hidden; i++) {
    let weight = step.accumulate ? at(dWeight, i) : 0;
    let bias = dBias && step.accumulate ? at(dBias, i) : 0;
    for (let row = 0; row < step.rows(args.rows); row++) {
      const index = row * hidden + i;
      const value = at(dy, index) * dropoutFactor(dropout, index, step);
      weight += value * (at(x, index) - at(statistics, row * 2)) * at(statistics, row * 2 + 1);
      bias += value;
    }
    dWeight[i] = weight;
    if (dBias) dBias[i] = bias;
  }
}
