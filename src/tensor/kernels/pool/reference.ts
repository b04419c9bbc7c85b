import { dropoutFactor } from '../../kernelParts/dropout.reference';
import { at, floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { PoolArguments } from './spec';

export function pool(args: PoolArguments, step: StepReader): void {
  const { hidden, first, mean, meanSqrtLength = 0, dropout } = args;
  const [starts, x, y] = [words(args.starts), floats(args.x), floats(args.y)];
  for (let text = 0; text < step.rows('texts'); text++) {
    const [start, end] = [at(starts, text), at(starts, text + 1)];
    const share = mean / (end - start) + meanSqrtLength / Math.sqrt(end - start);
    for (let i = 0; i < hidden; i++) {
      let sum = 0;
      for (let token = start; token < end; token++) sum += at(x, token * hidden + i);
      const index = text * hidden + i;
      const value = first * at(x, start * hidden + i) + share * sum;
      y[index] = value * dropoutFactor(dropout, index, step);
    }
  }
}
