import { words } from '../../reference/hostMemory';
import type { StepReader } from '../../reference/stepReader';
import type { ClearArguments } from './spec';

export function clear({ values }: ClearArguments, step: StepReader): void {
  if (!step.accumulate) words(values).fill(0);
}
