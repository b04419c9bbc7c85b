// Every kernel over odd sizes. Where a kernel reads what another one makes, its cases run both.

import { singleToHalf } from '../../src/tensor/halfPrecision';
import type { Activation, Kernels } from '../../src/tensor/kernels/kernels';
import { kernelCase, type CaseViews, type KernelCase } from './kernelCase';

type Lengths = readonly number[];

/** Lengths of texts whose sums are odd on purpose. */
const textLengths: readonly Lengths[] = [[1], [2], [3], [6], [7], [63], [64], [65], [5, 1, 17, 2, 64, 3]];

const dropout = { probability: 0.3, site: 5 };
const activations = ['gelu', 'tanh', 'relu'] as const;
const rows = 'tokens';
const rank = 3;

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

/** Cases of a linear layer over texts of all lengths, of all shapes for several texts. */
function overShapes(cases: (lengths: Lengths, inputs: number, outputs: number) => KernelCase[]): KernelCase[] {
  return textLengths.flatMap((lengths) =>
    (lengths.length > 1 ? linearShapes : linearShapes.slice(3, 5)).flatMap(([inputs, outputs]) =>
      cases(lengths, inputs, outputs),
    ),
  );
}

/** Cases of a kernel that goes over rows: texts of all lengths, and all widths of rows. */
function overRows(cases: (lengths: Lengths, hidden: number) => KernelCase[]): KernelCase[] {
  return [
    ...textLengths.flatMap((lengths) => cases(lengths, 32)),
    ...[1, 2, 3, 6, 7, 63, 65, 384].flatMap((hidden) => cases([5, 1, 17], hidden)),
  ];
}

function linearCases(lengths: Lengths, inputs: number, outputs: number): KernelCase[] {
  const name = `linear ${inputs} × ${outputs}`;
  const operands = (v: CaseViews) => ({
    ...({ rows, inputs, outputs } as const),
    x: v.input(v.tokens * inputs),
    weight: v.input(inputs * outputs),
  });
  return [
    kernelCase(`${name} bare`, lengths, (v) => {
      const args = { ...operands(v), scale: 0.5, y: v.output('y', v.tokens * outputs) };
      return (k) => k.linear(args);
    }),
    ...activations.map((activation) =>
      kernelCase(`${name} ${activation}, all of it`, lengths, (v) => {
        const args = {
          ...operands(v),
          bias: v.input(outputs),
          lowRank: { left: v.input(v.tokens * rank), right: v.input(rank * outputs), rank },
          preactivation: v.output('preactivation', v.tokens * outputs),
          y: v.output('y', v.tokens * outputs),
        };
        return (k) => k.linear({ ...args, activation, dropout });
      }),
    ),
    kernelCase(`${name} with residual`, lengths, (v) => {
      const args = {
        ...operands(v),
        bias: v.input(outputs),
        residual: v.input(v.tokens * outputs),
        y: v.output('y', v.tokens * outputs),
      };
      return (k) => k.linear({ ...args, dropout });
    }),
  ];
}

/** Widths that 8 bits can have, one of them no multiple of a tile. */
const packedShapes: readonly (readonly [number, number])[] = [
  [4, 4],
  [32, 96],
  [64, 132],
  [132, 20],
];

const packedWeight = (v: CaseViews, inputs: number, outputs: number) => ({
  ...({ rows, inputs, outputs } as const),
  weight: v.eightBits(inputs * outputs),
  weightScales: v.positive(outputs),
});

const packedLinear = packedShapes.map(([inputs, outputs]) =>
  kernelCase(`linear ${inputs} × ${outputs} in 8 bits`, [5, 1, 17, 2, 64, 3], (v) => {
    const args = {
      ...packedWeight(v, inputs, outputs),
      x: v.input(v.tokens * inputs),
      bias: v.input(outputs),
      lowRank: { left: v.input(v.tokens * rank), right: v.input(rank * outputs), rank },
      y: v.output('y', v.tokens * outputs),
    };
    return (k) => k.linear({ ...args, dropout });
  }),
);

const packedInputGradient = packedShapes.map(([inputs, outputs]) =>
  kernelCase(`gradient of the input ${inputs} × ${outputs} in 8 bits`, [5, 1, 17, 2, 64, 3], (v) => {
    const args = {
      ...packedWeight(v, inputs, outputs),
      dy: v.input(v.tokens * outputs),
      lowRank: { left: v.input(v.tokens * rank), right: v.input(inputs * rank), rank },
      dx: v.output('dx', v.tokens * inputs),
    };
    return (k) => k.linearInputGradient({ ...args, dropout });
  }),
);

const linearOverTexts = kernelCase('linear over texts', [5, 9, 2], (v) => {
  const [x, weight, y] = [v.input(3 * 16), v.input(16 * 5), v.output('y', 3 * 5)];
  return (k) => k.linear({ rows: 'texts', x, weight, inputs: 16, outputs: 5, y });
});

function inputGradientCases(lengths: Lengths, inputs: number, outputs: number): KernelCase[] {
  const name = `gradient of the input ${inputs} × ${outputs}`;
  const operands = (v: CaseViews) => ({
    ...({ rows, inputs, outputs } as const),
    dy: v.input(v.tokens * outputs),
    weight: v.input(inputs * outputs),
  });
  return [
    kernelCase(`${name} bare`, lengths, (v) => {
      const args = { ...operands(v), scale: 2, dx: v.output('dx', v.tokens * inputs) };
      return (k) => k.linearInputGradient(args);
    }),
    ...activations.map((kind) =>
      kernelCase(`${name} ${kind}, all of it`, lengths, (v) => {
        const args = {
          ...operands(v),
          lowRank: { left: v.input(v.tokens * rank), right: v.input(inputs * rank), rank },
          activation: { kind, preactivation: v.input(v.tokens * inputs, 3) },
          residual: v.input(v.tokens * inputs),
          dx: v.output('dx', v.tokens * inputs),
        };
        return (k) => k.linearInputGradient({ ...args, dropout });
      }),
    ),
  ];
}

function weightGradientCases(lengths: Lengths, inputs: number, outputs: number): KernelCase[] {
  const name = `gradient of the weight ${inputs} × ${outputs}`;
  return [false, true].map((accumulate) =>
    kernelCase(
      `${name}${accumulate ? ', accumulated' : ''}`,
      lengths,
      (v) => {
        const args = {
          ...({ rows, inputs, outputs } as const),
          x: v.input(v.tokens * inputs),
          dy: v.input(v.tokens * outputs),
          dWeight: v.output('dWeight', inputs * outputs),
          dBias: v.output('dBias', outputs),
        };
        return (k) => k.linearWeightGradient(args);
      },
      { accumulate },
    ),
  );
}

const weightGradientInBlocks = kernelCase('gradient of the weight in blocks', [5, 9], (v) => {
  const [x, dy] = [v.input(14 * 8), v.input(14 * 24)];
  const dWeight = v.output('dWeight', 8 * 24);
  const blocks = { rows: 4, columns: 8, owner: [0, -1, 1] };
  return (k) => k.linearWeightGradient({ rows, x, dy, inputs: 8, outputs: 24, dWeight, blocks });
});

type AttentionCases = (lengths: Lengths, heads: number, hidden: number) => KernelCase[];

function overHeads(cases: AttentionCases): KernelCase[] {
  return [
    ...textLengths.flatMap((lengths) => cases(lengths, 3, 24)),
    ...cases([5, 1, 17, 2, 64, 3], 2, 64),
    ...cases([4, 130], 1, 64),
    ...cases([300], 1, 8),
    ...cases([3, 9], 1, 7),
  ];
}

/** What a case has beside the usual, in its name. */
const named = (more: { dropout?: unknown; window?: number }) =>
  [more.window ? `window of ${more.window}` : 'no window', more.dropout ? 'dropout' : 'no dropout'].join(', ');

const windows = [{ window: 4 }, { window: 40, dropout }];

/** With dropout and without, over all of a text; of the longest also in windows. */
const attentionCase =
  (
    name: string,
    record: (v: CaseViews, args: ReturnType<typeof attentionArguments>) => (k: Kernels) => void,
  ): AttentionCases =>
  (lengths, heads, hidden) =>
    [{}, { dropout }, ...(Math.max(...lengths) > 64 ? windows : [])].map((more) =>
      kernelCase(`${name} ${heads} heads of ${hidden / heads}, ${named(more)}`, lengths, (v) =>
        record(v, { ...attentionArguments(v, heads, hidden), ...more }),
      ),
    );

const attentionArguments = (v: CaseViews, heads: number, hidden: number) => ({
  starts: v.starts,
  textOf: v.textOf,
  hidden,
  heads,
  qkv: v.input(v.tokens * 3 * hidden),
  context: v.output('context', v.tokens * hidden),
  logSumExp: v.output('logSumExp', v.tokens * heads),
});

const normalisation = (v: CaseViews, hidden: number) => ({
  ...({ rows, hidden, epsilon: 1e-5 } as const),
  x: v.input(v.tokens * hidden, 3),
  weight: v.positive(hidden),
  statistics: v.output('statistics', v.tokens * 2),
  bias: v.input(hidden),
  y: v.output('y', v.tokens * hidden),
});

function layerNormCases(lengths: Lengths, hidden: number): KernelCase[] {
  const name = `layer normalisation of ${hidden}`;
  return [
    kernelCase(name, lengths, (v) => {
      const args = normalisation(v, hidden);
      return (k) => k.layerNorm(args);
    }),
    kernelCase(`${name} without bias`, lengths, (v) => {
      const { bias, ...args } = normalisation(v, hidden);
      return (k) => k.layerNorm(args);
    }),
    kernelCase(`${name}, dropout`, lengths, (v) => {
      const args = normalisation(v, hidden);
      return (k) => k.layerNorm({ ...args, dropout });
    }),
  ];
}

function layerNormGradientCases(lengths: Lengths, hidden: number): KernelCase[] {
  const name = `gradient of layer normalisation of ${hidden}`;
  return [
    kernelCase(name, lengths, (v) => {
      const args = normalisation(v, hidden);
      const [dy, dx] = [v.input(v.tokens * hidden), v.output('dx', v.tokens * hidden)];
      return (k) => {
        k.layerNorm(args);
        k.layerNormGradient({ ...args, dy, dx });
      };
    }),
    kernelCase(`${name}, residual`, lengths, (v) => {
      const args = normalisation(v, hidden);
      const [dy, residual] = [v.input(v.tokens * hidden), v.input(v.tokens * hidden)];
      const dx = v.output('dx', v.tokens * hidden);
      const dropped = { view: v.output('dropped', v.tokens * hidden), dropout };
      return (k) => {
        k.layerNorm(args);
        k.layerNormGradient({ ...args, dy, residual, dx, dropped });
      };
    }),
    kernelCase(`${name}, dropout on both sides`, lengths, (v) => {
      const args = { ...normalisation(v, hidden), dropout };
      const [dy, dx] = [v.input(v.tokens * hidden), v.output('dx', v.tokens * hidden)];
      const view = v.output('dropped', v.tokens * hidden);
      const dropped = { view, dropout: { probability: 0.1, site: 8 } };
      return (k) => {
        k.layerNorm(args);
        k.layerNormGradient({ ...args, dy, dx, dropped });
      };
    }),
  ];
}

function layerNormParameterGradientCases(lengths: Lengths, hidden: number): KernelCase[] {
  return [{}, { dropout }].map((chance) => {
    const drops = 'dropout' in chance;
    return kernelCase(
      `gradient of the weight of layer normalisation of ${hidden}${drops ? ', dropout' : ''}`,
      lengths,
      (v) => {
        const args = { ...normalisation(v, hidden), ...chance };
        const dy = v.input(v.tokens * hidden);
        const dWeight = v.output('dWeight', hidden);
        // A normalisation without a bias drops nothing here.
        const bias = drops ? { dBias: v.output('dBias', hidden) } : {};
        return (k) => {
          k.layerNorm(args);
          k.layerNormParameterGradient({ ...args, dy, dWeight, ...bias });
        };
      },
      { accumulate: drops },
    );
  });
}

function rotaryCases(lengths: Lengths, heads: number, hidden: number): KernelCase[] {
  return [1, -1].map((direction) =>
    kernelCase(`rotary positions of ${heads} heads of ${hidden / heads}, ${direction}`, lengths, (v) => {
      const { starts, textOf } = v;
      const angles = v.input((Math.max(...lengths) * hidden) / heads);
      const qkv = v.output('qkv', v.tokens * 3 * hidden);
      return (k) => k.rotary({ starts, textOf, hidden, heads, angles, direction, qkv });
    }),
  );
}

const rotaryShapes: readonly (readonly [number, number])[] = [
  [3, 24],
  [2, 12],
  [1, 64],
  [5, 10],
];

/** Each activation with dropout, and GELU without. */
function gatedCases(
  name: string,
  record: (v: CaseViews, args: ReturnType<typeof gatedArguments>) => (k: Kernels) => void,
): KernelCase[] {
  return overRows((lengths, width) =>
    [{}, ...(width === 32 ? [] : activations.map((activation) => ({ activation, dropout })))].map((more) => {
      const chosen = 'activation' in more ? `${more.activation}, dropout` : 'gelu';
      return kernelCase(`${name} ${chosen} of ${width}`, lengths, (v) =>
        record(v, { ...gatedArguments(v, width), ...more }),
      );
    }),
  );
}

const gatedArguments = (v: CaseViews, width: number) => ({
  width,
  activation: 'gelu' as Activation,
  x: v.input(v.tokens * 2 * width, 3),
});

function activationGradientCases(lengths: Lengths, width: number): KernelCase[] {
  return activations.map((activation) =>
    kernelCase(`gradient of ${activation} of ${width}`, lengths, (v) => {
      const [x, dy, dx] = [v.input(v.texts * width, 3), v.input(v.texts * width), v.output('dx', v.texts * width)];
      return (k) => k.activationGradient({ rows: 'texts', width, activation, x, dy, dx });
    }),
  );
}

function locateCase(lengths: Lengths): KernelCase {
  return kernelCase('texts and positions of tokens', lengths, (v) => {
    const textOf = v.output('textOf', v.tokens);
    const positions = v.output('positions', v.tokens);
    return (k) => k.locate({ starts: v.starts, textOf, positions, firstPosition: 2 });
  });
}

function embedCase(lengths: Lengths, hidden: number): KernelCase {
  return kernelCase(`embedding of ${hidden}`, lengths, (v) => {
    const args = {
      hidden,
      ids: v.indices(v.tokens, 11),
      positionIds: v.indices(v.tokens, 80),
      typeIds: v.indices(v.tokens, 2),
      words: v.input(11 * hidden),
      positions: v.input(80 * hidden),
      types: v.input(2 * hidden),
      y: v.output('y', v.tokens * hidden),
    };
    return (k) => k.embed(args);
  });
}

const packedEmbed = kernelCase('embedding of 36, two tables in 8 bits', [5, 1, 17], (v) => {
  const args = {
    hidden: 36,
    ids: v.indices(v.tokens, 11),
    positionIds: v.indices(v.tokens, 80),
    typeIds: v.indices(v.tokens, 2),
    words: v.eightBits(11 * 36),
    wordsScale: 0.01,
    positions: v.eightBits(80 * 36),
    positionsScale: 0.3,
    types: v.input(2 * 36),
    y: v.output('y', v.tokens * 36),
  };
  return (k) => k.embed(args);
});

function embedGradientCase(lengths: Lengths, hidden: number): KernelCase {
  return kernelCase(`gradient of embedding of ${hidden}`, lengths, (v) => {
    const indices = v.indices(v.tokens, 5);
    const dy = v.input(v.tokens * hidden);
    const table = v.output('table', 5 * hidden);
    return (k) => {
      k.clear({ values: table });
      k.embedGradient({ hidden, indices, dy, table });
    };
  });
}

function poolCase(lengths: Lengths, hidden: number): KernelCase {
  return kernelCase(`pooling of ${hidden}`, lengths, (v) => {
    const [x, y] = [v.input(v.tokens * hidden), v.output('y', v.texts * hidden)];
    const { starts } = v;
    return (k) => k.pool({ starts, hidden, first: 0.5, mean: 3, meanSqrtLength: 0.7, dropout, x, y });
  });
}

function poolGradientCase(lengths: Lengths, hidden: number): KernelCase {
  return kernelCase(`gradient of pooling of ${hidden}`, lengths, (v) => {
    const [dy, dx] = [v.input(v.texts * hidden), v.output('dx', v.tokens * hidden)];
    const { starts, textOf } = v;
    return (k) => k.poolGradient({ starts, textOf, hidden, first: 0.5, mean: 3, meanSqrtLength: 0.7, dy, dx });
  });
}

function maxPoolCase(lengths: Lengths, hidden: number): KernelCase {
  return kernelCase(`max pooling of ${hidden}`, lengths, (v) => {
    const [x, y] = [v.input(v.tokens * hidden), v.output('y', v.texts * hidden)];
    const { starts } = v;
    return (k) => k.maxPool({ starts, hidden, dropout, x, y });
  });
}

function maxPoolGradientCase(lengths: Lengths, hidden: number): KernelCase {
  return kernelCase(`gradient of max pooling of ${hidden}`, lengths, (v) => {
    const [x, dy] = [v.input(v.tokens * hidden), v.input(v.texts * hidden)];
    const dx = v.output('dx', v.tokens * hidden);
    const { starts } = v;
    return (k) => k.maxPoolGradient({ starts, hidden, x, dy, dx });
  });
}

function gatherRowsCase(lengths: Lengths, width: number): KernelCase {
  return kernelCase(`rows of ${width} gathered`, lengths, (v) => {
    const [table, indices] = [v.input(20 * width), v.indices(v.texts, 20)];
    const y = v.output('y', v.texts * width);
    return (k) => k.gatherRows({ width, table, indices, y });
  });
}

/** A cache in which the texts lie in the opposite order. */
function tokenCache(v: CaseViews, hidden: number) {
  let end = v.tokens;
  const cacheStarts = v.whole(Uint32Array.from(v.lengths, (length) => (end -= length)));
  const values = Float32Array.from({ length: v.tokens * hidden }, (_, index) => Math.sin(index));
  const cache = v.whole(new Uint32Array(singleToHalf(values).buffer));
  return { starts: v.starts, textOf: v.textOf, hidden, cache, cacheStarts };
}

function gatherTokensCase(hidden: number): KernelCase {
  return kernelCase(`cached tokens of ${hidden} gathered`, [5, 1, 17], (v) => {
    const args = { ...tokenCache(v, hidden), y: v.output('y', v.tokens * hidden) };
    return (k) => k.gatherTokens(args);
  });
}

function keepTokensCase(hidden: number): KernelCase {
  return kernelCase(`cached tokens of ${hidden}`, [5, 1, 17], (v) => {
    const cache = tokenCache(v, hidden);
    const [x, y] = [v.input(v.tokens * hidden, 5), v.output('y', v.tokens * hidden)];
    return (k) => {
      k.keepTokens({ ...cache, x });
      k.gatherTokens({ ...cache, y });
    };
  });
}

const lossShapes = [2, 3, 7, 150].flatMap((classes) => [
  { texts: 5, classes, smoothing: 0 },
  { texts: 33, classes, smoothing: 0.1 },
]);
type LossShape = (typeof lossShapes)[number];
const textsOfOneToken = (texts: number) => Array.from({ length: texts }, () => 1);

function crossEntropyCase({ texts, classes, smoothing }: LossShape): KernelCase {
  const name = `cross-entropy of ${classes} classes, smoothing ${smoothing}`;
  return kernelCase(name, textsOfOneToken(texts), (v) => {
    const args = {
      classes,
      smoothing,
      logits: v.input(texts * classes, 4),
      labels: v.indices(texts, classes),
      classWeights: v.positive(classes),
      dLogits: v.output('dLogits', texts * classes),
      loss: v.output('loss', 1),
    };
    return (k) => k.crossEntropy(args);
  });
}

function binaryCrossEntropyCase({ texts, classes, smoothing }: LossShape): KernelCase {
  const name = `binary cross-entropy of ${classes} classes, smoothing ${smoothing}`;
  return kernelCase(name, textsOfOneToken(texts), (v) => {
    const args = {
      classes,
      smoothing,
      logits: v.input(texts * classes, 8),
      labels: v.indices(texts * classes, 2),
      classWeights: v.positive(classes),
      dLogits: v.output('dLogits', texts * classes),
      loss: v.output('loss', 1),
    };
    return (k) => k.binaryCrossEntropy(args);
  });
}

function cosineLossCase(texts: number, hidden: number): KernelCase {
  return kernelCase(`cosine loss of ${hidden}`, textsOfOneToken(texts), (v) => {
    const args = {
      hidden,
      x: v.input(texts * hidden),
      labels: v.indices(texts, 2),
      dx: v.output('dx', texts * hidden),
      loss: v.output('loss', 1),
    };
    return (k) => k.cosineLoss(args);
  });
}

const updatedLengths = [1, 63, 65, 5000];

/** Each device sums the parts of the norm as it likes: what shows is the norm, in the update. */
function optimizerCase(length: number, maxGradientNorm: number): KernelCase {
  return kernelCase(
    `AdamW over ${length}, gradient norm at most ${maxGradientNorm}`,
    [1],
    (v) => {
      const args = {
        gradients: v.input(length),
        parameters: v.output('parameters', length),
        firstMoment: v.output('first', length),
        secondMoment: v.positive(length),
        decayed: Math.floor(length / 2),
        rateScale: 0.5,
        partials: v.device.allocate(64),
      };
      v.outputs.set('second', args.secondMoment);
      return (k) => {
        k.squaredNorm(args);
        k.adamw(args);
      };
    },
    { maxGradientNorm },
  );
}

function clearCase(length: number, accumulate: boolean): KernelCase {
  return kernelCase(
    `${length} elements cleared${accumulate ? ', but not in accumulation' : ''}`,
    [1],
    (v) => {
      const values = v.output('values', length);
      return (k) => k.clear({ values });
    },
    { accumulate },
  );
}

/** The cases of each kernel. */
export const casesOf: Record<keyof Kernels, readonly KernelCase[]> = {
  linear: [...overShapes(linearCases), ...packedLinear, linearOverTexts],
  linearInputGradient: [...overShapes(inputGradientCases), ...packedInputGradient],
  linearWeightGradient: [...overShapes(weightGradientCases), weightGradientInBlocks],
  attention: overHeads(attentionCase('attention', (_, args) => (k) => k.attention(args))),
  attentionGradient: overHeads(
    attentionCase('gradient of attention', (v, forward) => {
      const { hidden, heads } = forward;
      const args = {
        ...forward,
        dContext: v.input(v.tokens * hidden),
        delta: v.output('delta', v.tokens * heads),
        dQkv: v.output('dQkv', v.tokens * 3 * hidden),
      };
      return (k) => {
        k.attention(args);
        k.attentionGradient(args);
      };
    }),
  ),
  rotary: rotaryShapes.flatMap(([heads, hidden]) =>
    [[7], [65], [5, 1, 17]].flatMap((lengths) => rotaryCases(lengths, heads, hidden)),
  ),
  activationGradient: [1, 3, 6, 65, 384].flatMap((width) => activationGradientCases([5, 1, 17], width)),
  gatedActivation: gatedCases('gated', (v, args) => {
    const y = v.output('y', v.tokens * args.width);
    return (k) => k.gatedActivation({ ...args, y });
  }),
  gatedActivationGradient: gatedCases('gradient of gated', (v, args) => {
    const [dy, dx] = [v.input(v.tokens * args.width), v.output('dx', v.tokens * 2 * args.width)];
    return (k) => k.gatedActivationGradient({ ...args, dy, dx });
  }),
  layerNorm: overRows(layerNormCases),
  layerNormGradient: overRows(layerNormGradientCases),
  layerNormParameterGradient: overRows(layerNormParameterGradientCases),
  locate: textLengths.map(locateCase),
  embed: [...overRows((lengths, hidden) => [embedCase(lengths, hidden)]), packedEmbed],
  embedGradient: overRows((lengths, hidden) => [embedGradientCase(lengths, hidden)]),
  pool: overRows((lengths, hidden) => [poolCase(lengths, hidden)]),
  poolGradient: overRows((lengths, hidden) => [poolGradientCase(lengths, hidden)]),
  maxPool: overRows((lengths, hidden) => [maxPoolCase(lengths, hidden)]),
  maxPoolGradient: overRows((lengths, hidden) => [maxPoolGradientCase(lengths, hidden)]),
  gatherRows: overRows((lengths, width) => [gatherRowsCase(lengths, width)]),
  gatherTokens: [2, 32, 66].map(gatherTokensCase),
  keepTokens: [2, 32, 66].map(keepTokensCase),
  crossEntropy: lossShapes.map(crossEntropyCase),
  binaryCrossEntropy: lossShapes.map(binaryCrossEntropyCase),
  cosineLoss: [
    ...[2, 3, 6, 7, 63, 65].map((hidden) => cosineLossCase(6, hidden)),
    ...[2, 66, 130].map((texts) => cosineLossCase(texts, 384)),
  ],
  squaredNorm: updatedLengths.map((length) => optimizerCase(length, 1)),
  adamw: updatedLengths.map((length) => optimizerCase(length, 0)),
  clear: [1, 63, 65, 5000].flatMap((length) => [clearCase(length, false), clearCase(length, true)]),
};

/** Every kernel, over odd sizes. */
export const kernelCases: readonly KernelCase[] = Object.values(casesOf).flat();
