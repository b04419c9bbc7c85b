import { at, words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { LocateArguments } from './spec';

export function locate(args: LocateArguments, step: StepReader): void {
  const [starts, textOf, positions] = [words(args.starts), words(args.textOf), words(args.positions)];
  for (let text = 0; text < step.rows('texts'); text++) {
    const start = at(starts, text);
    for (let token = start; token < at(starts, text + 1); token++) {
      textOf[token] = text;
      positions[token] = token - start + args.firstPosition;
    }
  }
}
