import { at, floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { MaxPoolGradientArguments } from './spec';

export function maxPoolGradient(args: MaxPoolGradientArguments, step: StepReader): void {
  const { hidden } = args;
  const [starts, x, dy, dx] = [words(args.starts), floats(args.x), floats(args.dy), floats(args.dx)];
  for (let text = 0; text < step.rows('texts'); text++) {
    const [start, end] = [at(starts, text), at(starts, text + 1)];
    for (let i = 0; i < hidden; i++) {
      let best = start;
      for (let token = start; token < end; token++) {
        if (at(x, token * hidden + i) > at(x, best * hidden + i)) best = token;
        dx[token * hidden + i] = 0;
      }
      dx[best * hidden + i] = at(dy, text * hidden + i);
    }
  }
}
