// Every kernel over odd sizes, on any device: the same inputs, and what came out. Tests compare a device's
// outputs with the reference device's.

import { seededRandom } from '../../src/domain/random';
import {
  packStepState,
  stepStateLength,
  type Device,
  type StepState,
  type View,
} from '../../src/tensor/device';
import type { Kernels, Rows } from '../../src/tensor/kernels/kernels';

export interface KernelCase {
  name: string;
  /** Runs the kernel on a device and gives what it wrote, by name. */
  run(device: Device): Promise<Map<string, Float32Array>>;
}

/** Lengths of texts whose sums are odd on purpose. */
const textLengths: readonly (readonly number[])[] = [
  [1],
  [2],
  [3],
  [6],
  [7],
  [63],
  [64],
  [65],
  [5, 1, 17, 2, 64, 3],
];

const defaultState: StepState = {
  tokens: 0,
  texts: 0,
  accumulate: false,
  dropoutSeed: 1234567,
  lossScale: 0.25,
  learningRate: 0.01,
  step: 3,
  weightDecay: 0.01,
  maxGradientNorm: 1,
};

/** Allocates inputs and outputs of one case, and records which views to read. */
class Bench {
  private readonly random = seededRandom(7);
  readonly outputs = new Map<string, View>();
  readonly starts: View;
  readonly textOf: View;

  constructor(
    readonly device: Device,
    readonly lengths: readonly number[],
  ) {
    const starts = [0];
    const textOf: number[] = [];
    lengths.forEach((length, text) => {
      starts.push((starts.at(-1) ?? 0) + length);
      for (let i = 0; i < length; i++) textOf.push(text);
    });
    this.starts = this.whole(Uint32Array.from(starts));
    this.textOf = this.whole(Uint32Array.from(textOf));
  }

  get tokens(): number {
    return this.lengths.reduce((sum, length) => sum + length, 0);
  }
  rows(rows: Rows): number {
    return rows === 'tokens' ? this.tokens : this.lengths.length;
  }
  /** Random numbers in (−scale, scale). */
  input(length: number, scale = 1): View {
    const values = Float32Array.from({ length }, () => (this.random() * 2 - 1) * scale);
    const view = this.device.allocate(length);
    this.device.write(view, values);
    return view;
  }
  positive(length: number): View {
    const view = this.device.allocate(length);
    this.device.write(
      view,
      Float32Array.from({ length }, () => this.random() + 0.1),
    );
    return view;
  }
  /** Whole numbers in [0, below). */
  indices(length: number, below: number): View {
    return this.whole(Uint32Array.from({ length }, () => Math.floor(this.random() * below)));
  }
  whole(values: Uint32Array): View {
    const view = this.device.allocate(values.length);
    this.device.write(view, values);
    return view;
  }
  /** An output that starts as random numbers, so that what is not written shows. */
  output(name: string, length: number): View {
    const view = this.input(length);
    this.outputs.set(name, view);
    return view;
  }
}

function kernelCase(
  name: string,
  lengths: readonly number[],
  record: (bench: Bench) => (kernels: Kernels) => void,
  changed: Partial<StepState> = {},
): KernelCase {
  return {
    name: `${name}, texts of ${lengths.join(' ')}`,
    async run(device) {
      const bench = new Bench(device, lengths);
      const state = device.allocate(stepStateLength);
      const size = { tokens: bench.tokens, texts: lengths.length };
      const program = await device.compile(state, size, record(bench));
      device.write(state, packStepState({ ...defaultState, ...size, ...changed }));
      program.run(size);
      const results = new Map<string, Float32Array>();
      for (const [output, view] of bench.outputs) results.set(output, await device.read(view));
      program.dispose();
      return results;
    },
  };
}

const dropout = { probability: 0.3, site: 5 };
/** inputs × outputs of linear layers. */
const linearShapes: readonly (readonly [number, number])[] = [
  [1, 1],
  [2, 3],
  [7, 6],
  [32, 96],
  [63, 65],
  [65, 2],
  [64, 128],
];

function linearCases(lengths: readonly number[], inputs: number, outputs: number): KernelCase[] {
  const shape = `${inputs} × ${outputs}`;
  const rank = 3;
  const rows = 'tokens';
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  return [
    kernelCase(`linear ${shape} bare`, lengths, (b) => {
      const [x, weight] = [b.input(tokens * inputs), b.input(inputs * outputs)];
      const y = b.output('y', tokens * outputs);
      return (k) => k.linear({ rows, x, weight, inputs, outputs, scale: 0.5, y });
    }),
    ...(['gelu', 'tanh', 'relu'] as const).map((activation) =>
      kernelCase(`linear ${shape} ${activation}, all of it`, lengths, (b) => {
        const [x, weight] = [b.input(tokens * inputs), b.input(inputs * outputs)];
        const bias = b.input(outputs);
        const lowRank = { left: b.input(tokens * rank), right: b.input(rank * outputs), rank };
        const preactivation = b.output('preactivation', tokens * outputs);
        const y = b.output('y', tokens * outputs);
        const size = { rows, x, weight, inputs, outputs, bias } as const;
        return (k) => k.linear({ ...size, lowRank, activation, preactivation, dropout, y });
      }),
    ),
    kernelCase(`linear ${shape} with residual`, lengths, (b) => {
      const [x, weight] = [b.input(tokens * inputs), b.input(inputs * outputs)];
      const [bias, residual] = [b.input(outputs), b.input(tokens * outputs)];
      const y = b.output('y', tokens * outputs);
      return (k) => k.linear({ rows, x, weight, inputs, outputs, bias, dropout, residual, y });
    }),
    kernelCase(`gradient of the input ${shape} bare`, lengths, (b) => {
      const [dy, weight] = [b.input(tokens * outputs), b.input(inputs * outputs)];
      const dx = b.output('dx', tokens * inputs);
      return (k) => k.linearInputGradient({ rows, dy, weight, inputs, outputs, scale: 2, dx });
    }),
    ...(['gelu', 'tanh', 'relu'] as const).map((kind) =>
      kernelCase(`gradient of the input ${shape} ${kind}, all of it`, lengths, (b) => {
        const [dy, weight] = [b.input(tokens * outputs), b.input(inputs * outputs)];
        const lowRank = { left: b.input(tokens * rank), right: b.input(inputs * rank), rank };
        const activation = { kind, preactivation: b.input(tokens * inputs, 3) };
        const residual = b.input(tokens * inputs);
        const dx = b.output('dx', tokens * inputs);
        const size = { rows, dy, weight, inputs, outputs, lowRank } as const;
        return (k) => k.linearInputGradient({ ...size, dropout, activation, residual, dx });
      }),
    ),
    ...[false, true].map((accumulate) =>
      kernelCase(
        `gradient of the weight ${shape}${accumulate ? ', accumulated' : ''}`,
        lengths,
        (b) => {
          const [x, dy] = [b.input(tokens * inputs), b.input(tokens * outputs)];
          const dWeight = b.output('dWeight', inputs * outputs);
          const dBias = b.output('dBias', outputs);
          return (k) => k.linearWeightGradient({ rows, x, dy, inputs, outputs, dWeight, dBias });
        },
        { accumulate },
      ),
    ),
  ];
}

const blocksCase = kernelCase('gradient of the weight in blocks', [5, 9], (b) => {
  const [x, dy] = [b.input(14 * 8), b.input(14 * 24)];
  const dWeight = b.output('dWeight', 8 * 24);
  const blocks = { rows: 4, columns: 8, owner: [0, -1, 1] };
  return (k) =>
    k.linearWeightGradient({ rows: 'tokens', x, dy, inputs: 8, outputs: 24, dWeight, blocks });
});

const textRowsCase = kernelCase('linear over texts', [5, 9, 2], (b) => {
  const [x, weight, y] = [b.input(3 * 16), b.input(16 * 5), b.output('y', 3 * 5)];
  return (k) => k.linear({ rows: 'texts', x, weight, inputs: 16, outputs: 5, y });
});

function attentionCases(lengths: readonly number[], heads: number, hidden: number): KernelCase[] {
  const shape = `${heads} heads of ${hidden / heads}`;
  return [undefined, dropout].flatMap((drop) => {
    const common = (b: Bench) => ({
      starts: b.starts,
      textOf: b.textOf,
      hidden,
      heads,
      qkv: b.input(b.tokens * 3 * hidden),
      context: b.output('context', b.tokens * hidden),
      logSumExp: b.output('logSumExp', b.tokens * heads),
      ...(drop ? { dropout: drop } : {}),
    });
    return [
      kernelCase(`attention ${shape}${drop ? ', dropout' : ''}`, lengths, (b) => {
        const args = common(b);
        return (k) => k.attention(args);
      }),
      kernelCase(`gradient of attention ${shape}${drop ? ', dropout' : ''}`, lengths, (b) => {
        const args = {
          ...common(b),
          dContext: b.input(b.tokens * hidden),
          delta: b.output('delta', b.tokens * heads),
          dQkv: b.output('dQkv', b.tokens * 3 * hidden),
        };
        return (k) => {
          k.attention(args);
          k.attentionGradient(args);
        };
      }),
    ];
  });
}

function rowCases(lengths: readonly number[], hidden: number): KernelCase[] {
  const norm = (b: Bench) => ({
    rows: 'tokens' as const,
    hidden,
    x: b.input(b.tokens * hidden, 3),
    weight: b.positive(hidden),
    statistics: b.output('statistics', b.tokens * 2),
  });
  const forward = (b: Bench) => ({
    ...norm(b),
    epsilon: 1e-5,
    bias: b.input(hidden),
    y: b.output('y', b.tokens * hidden),
  });
  return [
    kernelCase(`layer normalisation of ${hidden}`, lengths, (b) => {
      const args = forward(b);
      return (k) => k.layerNorm(args);
    }),
    kernelCase(`layer normalisation of ${hidden}, dropout`, lengths, (b) => {
      const args = { ...forward(b), dropout };
      return (k) => k.layerNorm(args);
    }),
    kernelCase(`gradient of layer normalisation of ${hidden}`, lengths, (b) => {
      const args = forward(b);
      const dy = b.input(b.tokens * hidden);
      const dx = b.output('dx', b.tokens * hidden);
      const dWeight = b.output('dWeight', hidden);
      const dBias = b.output('dBias', hidden);
      return (k) => {
        k.layerNorm(args);
        k.layerNormGradient({ ...args, dy, dx });
        k.layerNormParameterGradient({ ...args, dy, dWeight, dBias });
      };
    }),
    kernelCase(
      `gradient of layer normalisation of ${hidden}, dropout on both sides`,
      lengths,
      (b) => {
        const args = { ...forward(b), dropout };
        const dy = b.input(b.tokens * hidden);
        const dx = b.output('dx', b.tokens * hidden);
        const view = b.output('dropped', b.tokens * hidden);
        const dWeight = b.output('dWeight', hidden);
        const dBias = b.output('dBias', hidden);
        const dropped = { view, dropout: { probability: 0.1, site: 8 } };
        return (k) => {
          k.layerNorm(args);
          k.layerNormGradient({ ...args, dy, dx, dropped });
          k.layerNormParameterGradient({ ...args, dy, dWeight, dBias });
        };
      },
      { accumulate: true },
    ),
    kernelCase(`embedding of ${hidden}`, lengths, (b) => {
      const positionIds = b.output('positions', b.tokens);
      const textOf = b.output('textOf', b.tokens);
      const ids = b.indices(b.tokens, 11);
      const typeIds = b.indices(b.tokens, 2);
      const words = b.input(11 * hidden);
      const positions = b.input(80 * hidden);
      const types = b.input(2 * hidden);
      const y = b.output('y', b.tokens * hidden);
      return (k) => {
        k.locate({ starts: b.starts, textOf, positions: positionIds, firstPosition: 2 });
        k.embed({ hidden, ids, positionIds, typeIds, words, positions, types, y });
      };
    }),
    kernelCase(`gradient of embedding of ${hidden}`, lengths, (b) => {
      const indices = b.indices(b.tokens, 5);
      const dy = b.input(b.tokens * hidden);
      const table = b.output('table', 5 * hidden);
      return (k) => {
        k.clear(table);
        k.embedGradient({ hidden, indices, dy, table });
      };
    }),
    kernelCase(`pooling of ${hidden}`, lengths, (b) => {
      const x = b.input(b.tokens * hidden);
      const y = b.output('y', lengths.length * hidden);
      const dy = b.input(lengths.length * hidden);
      const dx = b.output('dx', b.tokens * hidden);
      const how = { starts: b.starts, textOf: b.textOf, hidden, first: 0.5, mean: 3 };
      return (k) => {
        k.pool({ ...how, dropout, x, y });
        k.poolGradient({ ...how, dy, dx });
      };
    }),
    kernelCase(`rows of ${hidden} gathered`, lengths, (b) => {
      const table = b.input(20 * hidden);
      const indices = b.indices(lengths.length, 20);
      const y = b.output('y', lengths.length * hidden);
      return (k) => k.gatherRows({ width: hidden, table, indices, y });
    }),
  ];
}

function cacheCase(lengths: readonly number[], hidden: number): KernelCase {
  return kernelCase(`cached tokens of ${hidden}`, lengths, (b) => {
    const x = b.input(b.tokens * hidden, 5);
    const cache = b.device.allocate((b.tokens * hidden) / 2);
    let end = b.tokens;
    // The texts lie in the cache in the opposite order.
    const cacheStarts = b.whole(Uint32Array.from(lengths, (length) => (end -= length)));
    const y = b.output('y', b.tokens * hidden);
    const where = { starts: b.starts, textOf: b.textOf, hidden, cache, cacheStarts };
    return (k) => {
      k.keepTokens({ ...where, x });
      k.gatherTokens({ ...where, y });
    };
  });
}

function crossEntropyCase(texts: number, classes: number, smoothing: number): KernelCase {
  const lengths = Array.from({ length: texts }, () => 1);
  return kernelCase(`cross-entropy of ${classes} classes, smoothing ${smoothing}`, lengths, (b) => {
    const args = {
      classes,
      smoothing,
      logits: b.input(texts * classes, 4),
      labels: b.indices(texts, classes),
      classWeights: b.positive(classes),
      dLogits: b.output('dLogits', texts * classes),
      loss: b.output('loss', 1),
    };
    return (k) => k.crossEntropy(args);
  });
}

function binaryCrossEntropyCase(texts: number, classes: number, smoothing: number): KernelCase {
  const lengths = Array.from({ length: texts }, () => 1);
  const name = `binary cross-entropy of ${classes} classes, smoothing ${smoothing}`;
  return kernelCase(name, lengths, (b) => {
    const args = {
      classes,
      smoothing,
      logits: b.input(texts * classes, 8),
      labels: b.indices(texts * classes, 2),
      classWeights: b.positive(classes),
      dLogits: b.output('dLogits', texts * classes),
      loss: b.output('loss', 1),
    };
    return (k) => k.binaryCrossEntropy(args);
  });
}

function optimizerCase(length: number, maxGradientNorm: number): KernelCase {
  return kernelCase(
    `AdamW over ${length}, gradient norm at most ${maxGradientNorm}`,
    [1],
    (b) => {
      const args = {
        gradients: b.input(length),
        parameters: b.output('parameters', length),
        firstMoment: b.output('first', length),
        secondMoment: b.positive(length),
        decayed: Math.floor(length / 2),
        rateScale: 0.5,
        partials: b.device.allocate(64),
      };
      b.outputs.set('second', args.secondMoment);
      return (k) => {
        k.squaredNorm(args);
        k.adamw(args);
      };
    },
    { maxGradientNorm },
  );
}

/** Every kernel, over odd sizes. */
export const kernelCases: readonly KernelCase[] = [
  ...textLengths.flatMap((lengths) =>
    (lengths.length > 1 ? linearShapes : linearShapes.slice(3, 5)).flatMap(([inputs, outputs]) =>
      linearCases(lengths, inputs, outputs),
    ),
  ),
  blocksCase,
  textRowsCase,
  ...textLengths.flatMap((lengths) => attentionCases(lengths, 3, 24)),
  ...attentionCases([5, 1, 17, 2, 64, 3], 2, 64),
  ...attentionCases([4, 130], 1, 64),
  ...attentionCases([3, 9], 1, 7),
  ...textLengths.flatMap((lengths) => rowCases(lengths, 32)),
  ...[1, 2, 3, 6, 7, 63, 65, 384].flatMap((hidden) => rowCases([5, 1, 17], hidden)),
  ...[2, 32, 66].map((hidden) => cacheCase([5, 1, 17], hidden)),
  ...[2, 3, 7, 150].flatMap((classes) => [
    crossEntropyCase(5, classes, 0),
    crossEntropyCase(33, classes, 0.1),
    binaryCrossEntropyCase(5, classes, 0),
    binaryCrossEntropyCase(33, classes, 0.1),
  ]),
  ...[1, 63, 65, 5000].flatMap((length) => [optimizerCase(length, 0), optimizerCase(length, 1)]),
];

/** The largest difference of any output from the reference's, in units of the reference's largest value. */
export function largestError(
  actual: ReadonlyMap<string, Float32Array>,
  wanted: ReadonlyMap<string, Float32Array>,
): { output: string; error: number } {
  let worst = { output: '', error: 0 };
  for (const [output, reference] of wanted) {
    const values = actual.get(output);
    const scale = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    reference.forEach((value, index) => {
      const error = Math.abs((values?.[index] ?? NaN) - value) / scale;
      if (!(error <= worst.error)) worst = { output, error };
    });
  }
  return worst;
}
