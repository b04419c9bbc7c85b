import { at, floats, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { GatherRowsArguments } from './spec';

export function gatherRows(args: GatherRowsArguments, step: StepReader): void {
  const { width } = args;
  const [table, indices, y] = [floats(args.table), words(args.indices), floats(args.y)];
  for (let text = 0; text < step.rows('texts'); text++) {
    const start = at(indices, text) * width;
    y.set(table.subarray(start, start + width), text * width);
  }
}
