import { dropoutFactor } from '../../kernelParts/dropout.reference';
import { at, floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { MaxPoolArguments } from './spec';

export function maxPool(args: MaxPoolArguments, step: StepReader): void {
  const { hidden, dropout } = args;
  const [starts, x, y] = [words(args.starts), floats(args.x), floats(args.y)];
  for (let text = 0; text < step.rows('texts'); text++) {
    const [start, end] = [at(starts, text), at(starts, text + 1)];
    for (let i = 0; i < hidden; i++) {
      let largest = at(x, start * hidden + i);
      for (let token = start + 1; token < end; token++) largest = Math.max(largest, at(x, token * hidden + i));
      const index = text * hidden + i;
      y[index] = largest * dropoutFactor(dropout, index, step);
    }
  }
}
