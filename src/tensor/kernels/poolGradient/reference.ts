import { at, floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { PoolGradientArguments } from './spec';

export function poolGradient(args: PoolGradientArguments, step: StepReader): void {
  const { hidden, first, mean, meanSqrtLength = 0 } = args;
  const [starts, dy, dx] = [words(args.starts), floats(args.dy), floats(args.dx)];
  for (let text = 0; text < step.rows('texts'); text++) {
    const [start, end] = [at(starts, text), at(starts, text + 1)];
    const ofEach = mean / (end - start) + meanSqrtLength / Math.sqrt(end - start);
    for (let token = start; token < end; token++) {
      const share = ofEach + (token === start ? first : 0);
      for (let i = 0; i < hidden; i++) {
        dx[token * hidden + i] = share * at(dy, text * hidden + i);
      }
    }
  }
}
