import { at, floats } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { LinearWeightGradientArguments } from './spec';

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
      if (blocks && blocks.owner[Math.floor(column / blocks.columns)] !== Math.floor(i / blocks.rows)) {
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
