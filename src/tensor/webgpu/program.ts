// Programs of kernels: compiled once, then only recorded.

import type { DeviceCounters, Program, RunSize, View } from '../device';
import type { Kernels } from '../kernels/kernels';
import type { CommandEncoder } from './commandEncoder';
import { recordedKernels, type PendingKernel } from './recordedKernels';
import { dispatch, prepareLaunch, type Launch } from './launch';
import type { GPUMemory } from './gpuMemory';
import type { Pipelines } from './pipelines';
import type { SubmissionBudget } from './submissions';
import type { Tuner } from './tuning';

/** What programs of one device share. */
export interface ProgramContext {
  device: GPUDevice;
  memory: GPUMemory;
  encoder: CommandEncoder;
  pipelines: Pipelines;
  budget: SubmissionBudget;
  tuner: Tuner;
  counters: DeviceCounters;
}

/** Compiles what `record` appends. `state` is the step state that the kernels read. */
export async function compileProgram(
  context: ProgramContext,
  state: View,
  largest: RunSize,
  record: (kernels: Kernels) => void,
): Promise<Program> {
  const { device, memory, pipelines, tuner } = context;
  const pending: PendingKernel[] = [];
  record(recordedKernels((kernel) => pending.push(kernel), tuner, largest));
  await memory.checkAllocations();
  await tuner.measure();
  const launches = await Promise.all(
    pending.flatMap((kernel) => kernel()).map((source) => prepareLaunch(device, pipelines, state, source)),
  );
  return {
    dispatches: launches.length,
    run: (size) => run(context, launches, size),
    dispose: () => {
      launches.length = 0;
    },
  };
}

function run({ encoder, budget, counters }: ProgramContext, launches: readonly Launch[], size: RunSize): void {
  let operations = 0;
  const submit = () => {
    if (!encoder.submit()) return;
    counters.submissions++;
    budget.submitted(operations);
    operations = 0;
  };
  for (const launch of launches) {
    const next = launch.operations(size);
    if (operations > 0 && operations + next > budget.operations) submit();
    dispatch(encoder.computePass(), launch, size);
    operations += next;
  }
  counters.dispatches += launches.length;
  submit();
}
