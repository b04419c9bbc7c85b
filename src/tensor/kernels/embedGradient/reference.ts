import { at, floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { EmbedGradientArguments } from './spec';

export function embedGradient(args: EmbedGradientArguments, step: StepReader): void {
  const { hidden } = args;
  const [indices, dy, table] = [words(args.indices), floats(args.dy), floats(args.table)];
  for (let token = 0; token < step.rows('tokens'); token++) {
    for (let i = 0; i < hidden; i++) {
      const index = at(indices, token) * hidden + i;
      table[index] = at(table, index) + at(dy, token * hidden + i);
    }
  }
}
