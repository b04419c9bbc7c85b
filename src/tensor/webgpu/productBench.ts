// One matrix product on the device, to measure how long its variants take.

import { packStepState, stepStateLength, type View } from '../device';
import type { ProductVariant } from '../kernelParts/productVariant';
import type { Kernels } from '../kernels/kernels';
import type { ProductShape } from '../kernels/spec';
import { recordingKernels } from '../kernels/specs';
import { bufferOf, type GPUMemory } from './gpuMemory';
import { kernelSources } from './kernelWriters';
import { dispatch, prepareLaunch, type Launch } from './launch';
import type { Pipelines } from './pipelines';

/** How long a measurement should take: enough for the clock, which browsers make coarse. */
const measuredTime = 5;

/** One product with operands of its own. */
export class ProductBench {
  private readonly views: View[];

  constructor(
    private readonly device: GPUDevice,
    private readonly pipelines: Pipelines,
    private readonly memory: GPUMemory,
    private readonly shape: ProductShape,
  ) {
    const { rows, inner, columns } = shape;
    this.views = [stepStateLength, rows * inner, inner * columns, rows * columns].map((elements) =>
      memory.allocate(elements),
    );
    const state = {
      tokens: this.tokens,
      texts: 1,
      accumulate: false,
      dropoutSeed: 0,
      lossScale: 1,
      learningRate: 0,
      step: 1,
      weightDecay: 0,
      maxGradientNorm: 0,
    };
    device.queue.writeBuffer(bufferOf(this.view(0)), 0, packStepState(state));
  }

  async prepare(variant: ProductVariant): Promise<Launch> {
    const launches: Promise<Launch>[] = [];
    const kernels = recordingKernels((call) => {
      for (const source of kernelSources(call, variant)) {
        launches.push(prepareLaunch(this.device, this.pipelines, this.view(0), source));
      }
    });
    this.record(kernels);
    const [launch] = await Promise.all(launches);
    if (!launch) throw new RangeError('A product is one dispatch.');
    return launch;
  }

  /** Milliseconds of one dispatch; less exact when it is clearly more than `best`. */
  async measure(launch: Launch, best: number): Promise<number> {
    // Some drivers compile at the first dispatch.
    await this.time(launch, 1);
    const once = await this.time(launch, 1);
    if (once > 3 * best + 2) return once;
    const repetitions = Math.min(50, Math.max(1, Math.ceil(measuredTime / Math.min(once, best))));
    return Math.min(await this.time(launch, repetitions), await this.time(launch, repetitions));
  }

  /** Milliseconds of one of some dispatches. */
  async time(launch: Launch, repetitions: number): Promise<number> {
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (let i = 0; i < repetitions; i++) dispatch(pass, launch, { tokens: this.tokens, texts: 1 });
    pass.end();
    const commands = encoder.finish();
    await this.device.queue.onSubmittedWorkDone();
    const start = performance.now();
    this.device.queue.submit([commands]);
    await this.device.queue.onSubmittedWorkDone();
    return Math.max(performance.now() - start, 0.01) / repetitions;
  }

  free(): void {
    for (const view of this.views) this.memory.free(view);
  }

  private get tokens(): number {
    return this.shape.kind === 'TN' ? this.shape.inner : this.shape.rows;
  }

  private view(index: number): View {
    const view = this.views[index];
    if (!view) throw new RangeError(`No operand ${index}.`);
    return view;
  }

  private record(kernels: Kernels): void {
    const { kind, rows, inner, columns } = this.shape;
    const [a, b, result] = [this.view(1), this.view(2), this.view(3)];
    const tokens = { rows: 'tokens' } as const;
    switch (kind) {
      case 'NN':
        return kernels.linear({ ...tokens, inputs: inner, outputs: columns, x: a, weight: b, y: result });
      case 'NT':
        return kernels.linearInputGradient({
          ...tokens,
          inputs: columns,
          outputs: inner,
          dy: a,
          weight: b,
          dx: result,
        });
      case 'TN':
        return kernels.linearWeightGradient({
          ...tokens,
          inputs: rows,
          outputs: columns,
          x: a,
          dy: b,
          dWeight: result,
        });
      default:
        return kind satisfies never;
    }
  }
}
