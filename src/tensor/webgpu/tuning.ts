// Which variant of the matrix products is fastest for each shape on this card: measured once, and remembered.

import { variantName, type ProductVariant } from '../kernelParts/productVariant';
import type { ProductKind, ProductShape } from '../kernels/spec';
import type { GPUMemory } from './gpuMemory';
import type { Pipelines } from './pipelines';
import { ProductBench } from './productBench';
import { defaultVariant, productVariants } from './productVariants';

/** Below this many multiplications a product takes too little time to be worth measuring. */
const worthMeasuring = 2e6;
/** How long one dispatch may take in a measurement, in milliseconds: a slow card measures a smaller product. */
const longestDispatch = 15;
/** Later shapes of a kind stop trying variants after this many milliseconds: the best of the first come first. */
const longestSearch = 500;
/** Variants within this factor of the fastest are measured again, so many times. */
const contention = 1.4;
const extraRounds = 2;

const multiplications = ({ rows, inner, columns }: ProductShape) => rows * inner * columns;

/** Shapes of one key share a choice: the number of tokens is rounded up to a power of two. */
export function shapeKey({ kind, rows, inner, columns }: ProductShape): string {
  const rounded = (count: number) => 2 ** Math.ceil(Math.log2(Math.max(count, 1)));
  return kind === 'TN'
    ? `TN ${rows}x${columns} of ${rounded(inner)}`
    : `${kind} ${inner}x${columns} of ${rounded(rows)}`;
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
    const bench = new ProductBench(this.device, this.pipelines, this.memory, measured);
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
    const bench = new ProductBench(this.device, this.pipelines, this.memory, shape);
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
