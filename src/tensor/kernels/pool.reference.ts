import { at, floats, words } from '../reference/memory';
import type { StepReader } from '../reference/stepState';
import { dropoutFactor } from './dropout.reference';
import type { GatherRowsArguments, PoolArguments, PoolGradientArguments } from './kernels';

export function pool(args: PoolArguments, step: StepReader): void {
  const { hidden, first, mean, dropout } = args;
  const [starts, x, y] = [words(args.starts), floats(args.x), floats(args.y)];
  for (let text = 0; text < step.rows('texts'); text++) {
    const [start, end] = [at(starts, text), at(starts, text + 1)];
    for (let i = 0; i < hidden; i++) {
      let sum = 0;
      for (let token = start; token < end; token++) sum += at(x, token * hidden + i);
      const index = text * hidden + i;
      const value = first * at(x, start * hidden + i) + (mean * sum) / (end - start);
      y[index] = value * dropoutFactor(dropout, index, step);
    }
  }
}

export function poolGradient(args: PoolGradientArguments, step: StepReader): void {
  const { hidden, first, mean } = args;
  const [starts, dy, dx] = [words(args.starts), floats(args.dy), floats(args.dx)];
  for (let text = 0; text < step.rows('texts'); text++) {
    const [start, end] = [at(starts, text), at(starts, text + 1)];
    for (let token = start; token < end; token++) {
      const share = mean / (end - start) + (token === start ? first : 0);
      for (let i = 0; i < hidden; i++) {
        dx[token * hidden + i] = share * at(dy, text * hidden + i);
      }
    }
  }
}

export function gatherRows(args: GatherRowsArguments, step: StepReader): void {
  const { width } = args;
  const [table, indices, y] = [floats(args.table), words(args.indices), floats(args.y)];
  for (let text = 0; text < step.rows('texts'); text++) {
    const start = at(indices, text) * width;
    y.set(table.subarray(start, start + width), text * width);
  }
}
