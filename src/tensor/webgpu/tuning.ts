// Which variant of the matrix products is fastest for each shape on this card: measured once, and remembered.

import { packStepState, stepStateLength, type View } from '../device';
import { tileBytes, variantName, type ProductVariant } from '../kernelParts/matrixProduct.wgsl';
import type { Kernels } from '../kernels/kernels';
import type { ProductKind, ProductShape } from '../kernels/spec';
import { recordingKernels } from '../kernels/specs';
import { kernelSources } from './kernelWriters';
import { dispatch, prepareLaunch, type Launch } from './launch';
import { bufferOf, type GPUMemory } from './gpuMemory';
import type { Pipelines } from './pipelines';

/** Below this many multiplications a product takes too little time to be worth measuring. */
const worthMeasuring = 2e6;
/** How long one dispatch may take in a measurement, in milliseconds: a slow card measures a smaller product. */
const longestDispatch = 15;
/** Later shapes of a kind stop trying variants after this many milliseconds: the best of the first come first. */
const longestSearch = 500;
/** Variants within this factor of the fastest are measured again, so many times. */
const contention = 1.4;
const extraRounds = 2;
/** How long a measurement should take: enough for the clock, which browsers make coarse. */
const measuredTime = 5;

const multiplications = ({ rows, inner, columns }: ProductShape) => rows * inner * columns;

/** Shapes of one key share a choice: the number of tokens is rounded up to a power of two. */
export function shapeKey({ kind, rows, inner, columns }: ProductShape): string {
  const rounded = (count: number) => 2 ** Math.ceil(Math.log2(Math.max(count, 1)));
  return kind === 'TN'
    ? `TN ${rows}x${columns} of ${rounded(inner)}`
    : `${kind} ${inner}x${columns} of ${rounded(rows)}`;
}

const registers = (rows: number, columns: number): ProductVariant => ({
  memory: 'registers',
  across: 8,
  down: 8,
  rows,
  columns,
});

const workgroup = (side: number, tile: number): ProductVariant => ({
  memory: 'workgroup',
  across: side,
  down: side,
  rows: tile,
  columns: tile,
});

/** One subgroup a workgroup, so that the lanes of each know what the others hold. */
const subgroup = (size: number, rows: number, columns: number): ProductVariant => ({
  memory: 'subgroup',
  across: size,
  down: 1,
  rows,
  columns,
});

const defaultVariant = registers(4, 4);

/** The variants that a device can run. */
export function productVariants(device: GPUDevice, info: GPUAdapterInfo): ProductVariant[] {
  const { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize } = device.limits;
  const tiled = [workgroup(16, 4), workgroup(8, 8), workgroup(16, 8)].filter(
    (variant) =>
      variant.across * variant.down <= maxComputeInvocationsPerWorkgroup &&
      tileBytes(variant) <= maxComputeWorkgroupStorageSize,
  );
  const size = info.subgroupMinSize;
  // Cards that choose the size of subgroups by themselves can't promise one.
  const fixed = device.features.has('subgroups') && size === info.subgroupMaxSize && size <= 64;
  const shared = [
    subgroup(size, 8, 4),
    subgroup(size, 8, 8),
    subgroup(size, 12, 8),
    subgroup(size, 16, 4),
    // A card has more lanes, and registers for fewer sums: there these would only take long to compile.
    ...(size < 16 ? [subgroup(size, 16, 8), subgroup(size, 20, 8)] : []),
  ];
  return [defaultVariant, registers(8, 4), registers(8, 8), registers(12, 8), ...tiled, ...(fixed ? shared : [])];
}

export class Tuner {
  private readonly variants: Map<string, ProductVariant>;
  /** Those worth measuring. */
  private readonly candidates: readonly ProductVariant[];
  /** Variants from the fastest on, by the first shape of each kind. */
  private readonly rankings = new Map<ProductKind, ProductVariant[]>();
  private readonly chosen = new Map<string, string>();
  private wanted: ProductShape[] = [];
  /** Multiplications in a millisecond, the best seen. */
  private speed = 0;

  constructor(
    private readonly device: GPUDevice,
    info: GPUAdapterInfo,
    private readonly pipelines: Pipelines,
    private readonly memory: GPUMemory,
  ) {
    const variants = productVariants(device, info);
    this.variants = new Map(variants.map((variant) => [variantName(variant), variant]));
    // A processor has no workgroup memory: it only makes compiling and barriers slow.
    this.candidates = variants.filter(({ memory: operands }) => operands !== 'workgroup' || !info.isFallbackAdapter);
  }

  /** Asks for a shape to be measured, unless it is small or known. */
  want(shape: ProductShape): void {
    if (multiplications(shape) >= worthMeasuring) this.wanted.push(shape);
  }

  /** Names of all variants. */
  get names(): string[] {
    return [...this.variants.keys()];
  }

  /** The fastest for a product; any for what is none. */
  variant(shape: ProductShape | undefined): ProductVariant {
    if (!shape) return defaultVariant;
    const name = this.chosen.get(shapeKey(shape));
    return (name === undefined ? undefined : this.variants.get(name)) ?? defaultVariant;
  }

  choices(): Record<string, string> {
    return Object.fromEntries(this.chosen);
  }

  /** Takes over earlier choices. Names that this version doesn't know are left out. */
  remember(choices: Readonly<Record<string, string>>): void {
    for (const [key, name] of Object.entries(choices)) {
      if (this.variants.has(name)) this.chosen.set(key, name);
    }
  }

  /** Measures the shapes that were asked for. */
  async measure(): Promise<void> {
    const shapes = new Map(this.wanted.map((shape) => [shapeKey(shape), shape]));
    this.wanted = [];
    for (const [key, shape] of shapes) {
      if (this.chosen.has(key)) continue;
      const ranking = this.rankings.get(shape.kind);
      const times = await this.times(shape, ranking ?? this.candidates, ranking ? longestSearch : Infinity);
      const [fastest] = times;
      if (fastest) this.chosen.set(key, variantName(fastest.variant));
      if (!ranking) {
        this.rankings.set(
          shape.kind,
          times.map(({ variant }) => variant),
        );
      }
    }
  }

  /** Milliseconds of one dispatch of each variant, from the fastest on. */
  private async times(
    shape: ProductShape,
    variants: readonly ProductVariant[],
    longest: number,
  ): Promise<{ variant: ProductVariant; time: number }[]> {
    if (this.speed === 0) await this.probe();
    const measured = smaller(shape, this.speed * longestDispatch);
    const bench = new Bench(this.device, this.pipelines, this.memory, measured);
    const times: { variant: ProductVariant; time: number }[] = [];
    let best = Infinity;
    const start = performance.now();
    for (const variant of variants) {
      if (times.length > 0 && performance.now() - start > longest) break;
      const time = await bench.measure(await bench.prepare(variant), best);
      best = Math.min(best, time);
      times.push({ variant, time });
    }
    // A disturbance may have struck the fastest: those near it get further chances.
    for (let round = 0; round < extraRounds; round++) {
      for (const contender of times.filter(({ time }) => time < best * contention)) {
        const time = await bench.measure(await bench.prepare(contender.variant), best);
        contender.time = Math.min(contender.time, time);
        best = Math.min(best, time);
      }
    }
    bench.free();
    this.speed = Math.max(this.speed, multiplications(measured) / best);
    return times.sort((one, other) => one.time - other.time);
  }

  /** A first idea of the card's speed. */
  private async probe(): Promise<void> {
    const shape = { kind: 'NN', rows: 128, inner: 256, columns: 256 } as const;
    const bench = new Bench(this.device, this.pipelines, this.memory, shape);
    const launch = await bench.prepare(defaultVariant);
    await bench.time(launch, 1);
    const once = await bench.time(launch, 1);
    const time = once > 2 ? once : await bench.time(launch, 20);
    this.speed = multiplications(shape) / time;
    bench.free();
  }
}

/** A product of at most this many multiplications, if possible of the same proportions. */
function smaller(shape: ProductShape, most: number): ProductShape {
  const result = { ...shape };
  for (const side of ['inner', 'rows', 'columns'] as const) {
    const excess = multiplications(result) / most;
    if (excess <= 1) break;
    const wanted = Math.ceil(result[side] / excess / 4) * 4;
    result[side] = Math.min(result[side], Math.max(wanted, 128));
  }
  return result;
}

/** One product with operands of its own. */
class Bench {
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
