// Writes kernels down as launches: an opcode and 32-bit arguments, in the order of the classes in the *.wasm.ts files.

import type { View } from '../device';
import { dropoutThreshold } from '../kernels/dropout.reference';
import type {
  Activation,
  AttentionArguments,
  BinaryCrossEntropyArguments,
  CrossEntropyArguments,
  Dropout,
  Kernels,
  LinearArguments,
  LinearInputGradientArguments,
  LinearWeightGradientArguments,
  Rows,
} from '../kernels/kernels';
import { Opcode } from './opcodes';

/** A launch's arguments: whole numbers and addresses, and floats marked as such. */
type Argument = number | { float: number };

/** Takes a launch with arguments. */
export type Launch = (opcode: Opcode, ...args: Argument[]) => void;

/** A launch's words. */
export function packLaunch(opcode: Opcode, args: readonly Argument[]): Uint32Array {
  const words = new Uint32Array(1 + args.length);
  const floats = new Float32Array(words.buffer);
  words[0] = opcode;
  args.forEach((argument, index) => {
    if (typeof argument === 'number') words[index + 1] = argument;
    else floats[index + 1] = argument.float;
  });
  return words;
}

const float = (value: number): Argument => ({ float: value });
const rowsKind = (rows: Rows) => (rows === 'tokens' ? 0 : 1);
const activationKinds: Record<Activation, number> = { gelu: 1, tanh: 2, relu: 3 };
const activationKind = (kind: Activation | undefined) => (kind ? activationKinds[kind] : 0);

/** Threshold, scale of what is kept, site; the hash of dropout.reference.ts. Threshold 0: no dropout. */
function dropoutWords(dropout: Dropout | undefined): Argument[] {
  const { probability, site } = dropout ?? { probability: 0, site: 0 };
  const scale = float(1 / (1 - probability));
  return [dropoutThreshold(probability), scale, Math.imul(site, 0x9e3779b9)];
}

/** Kernels that append launches. `address` is where a view lies, in bytes. */
export function kernelLaunches(launch: Launch, address: (view: View) => number): Kernels {
  const optional = (view: View | undefined) => (view ? address(view) : 0);
  return {
    ...productLaunches(launch, optional),
    ...rowLaunches(launch, address, optional),
    attention: (args) => launch(Opcode.Attention, ...attentionWords(args, address)),
    attentionGradient: (args) =>
      launch(
        Opcode.AttentionGradient,
        ...attentionWords(args, address),
        ...[args.dContext, args.delta, args.dQkv].map(address),
      ),
    crossEntropy: (args) => launch(Opcode.CrossEntropy, ...crossEntropyWords(args, address)),
    binaryCrossEntropy: (args) =>
      launch(Opcode.BinaryCrossEntropy, ...crossEntropyWords(args, address)),
    squaredNorm: ({ gradients, partials }) =>
      launch(
        Opcode.SquaredNorm,
        ...[address(gradients), gradients.length, address(partials), partials.length],
      ),
    adamw: (args) =>
      launch(
        Opcode.AdamW,
        args.gradients.length,
        ...[args.parameters, args.gradients, args.firstMoment, args.secondMoment].map(address),
        args.decayed,
        float(args.rateScale ?? 1),
        address(args.partials),
        args.partials.length,
      ),
    clear: (view) => launch(Opcode.Clear, address(view), view.length),
  };
}

function crossEntropyWords(
  args: CrossEntropyArguments | BinaryCrossEntropyArguments,
  address: (view: View) => number,
): Argument[] {
  return [
    args.classes,
    ...[args.logits, args.labels, args.classWeights].map(address),
    float(args.smoothing),
    ...[args.dLogits, args.loss].map(address),
  ];
}

function attentionWords(args: AttentionArguments, address: (view: View) => number): Argument[] {
  return [
    ...[args.hidden, args.heads, address(args.starts), address(args.qkv)],
    ...dropoutWords(args.dropout),
    ...[args.context, args.logSumExp].map(address),
  ];
}

type ProductKernels = 'linear' | 'linearInputGradient' | 'linearWeightGradient';

/** What the three products have in common: see `ProductLaunch` in linear.wasm.ts. */
function productLaunches(
  launch: Launch,
  optional: (view: View | undefined) => number,
): Pick<Kernels, ProductKernels> {
  const noLowRank = [0, 0, 0, 0, 0];
  /** Strides of a matrix with rows of `width`, read by rows, and read transposed. */
  const byRows = (width: number) => [width * 4, 4] as const;
  const transposed = (width: number) => [4, width * 4] as const;

  function linear(args: LinearArguments): void {
    const { inputs, outputs, lowRank } = args;
    launch(
      Opcode.Product,
      ...[rowsKind(args.rows), 0, outputs, inputs],
      ...[optional(args.x), ...byRows(inputs)],
      ...[optional(args.weight), ...byRows(outputs)],
      float(args.scale ?? 1),
      ...(lowRank
        ? [optional(lowRank.left), optional(lowRank.right), lowRank.rank, ...byRows(outputs)]
        : noLowRank),
      ...[optional(args.bias), activationKind(args.activation), optional(args.preactivation), 0],
      ...dropoutWords(args.dropout),
      ...[optional(args.residual), 0, optional(args.y)],
    );
  }

  function linearInputGradient(args: LinearInputGradientArguments): void {
    const { inputs, outputs, lowRank, activation } = args;
    launch(
      Opcode.Product,
      ...[rowsKind(args.rows), 0, inputs, outputs],
      ...[optional(args.dy), ...byRows(outputs)],
      ...[optional(args.weight), ...transposed(outputs)],
      float(args.scale ?? 1),
      ...(lowRank ? [optional(lowRank.left), optional(lowRank.right), lowRank.rank] : [0, 0, 0]),
      ...transposed(lowRank?.rank ?? 0),
      ...[0, activationKind(activation?.kind), optional(activation?.preactivation)],
      activation ? 1 : 0,
      ...dropoutWords(args.dropout),
      ...[optional(args.residual), 0, optional(args.dx)],
    );
  }

  function linearWeightGradient(args: LinearWeightGradientArguments): void {
    const { inputs, outputs, blocks } = args;
    launch(
      Opcode.Product,
      ...[rowsKind(args.rows), inputs, outputs, 0],
      ...[optional(args.x), ...transposed(inputs)],
      ...[optional(args.dy), ...byRows(outputs)],
      float(1),
      ...[...noLowRank, 0, 0, 0, 0],
      ...dropoutWords(undefined),
      ...[0, 1, optional(args.dWeight)],
      ...(blocks ? [blocks.rows, blocks.columns, ...blocks.owner] : []),
    );
    if (args.dBias) {
      const sums = optional(args.dBias);
      launch(Opcode.ColumnSum, rowsKind(args.rows), outputs, optional(args.dy), sums);
    }
  }
  return { linear, linearInputGradient, linearWeightGradient };
}

type RowKernels =
  | 'layerNorm'
  | 'layerNormGradient'
  | 'layerNormParameterGradient'
  | 'locate'
  | 'embed'
  | 'embedGradient'
  | 'pool'
  | 'poolGradient'
  | 'gatherTokens'
  | 'keepTokens'
  | 'gatherRows';

/** Kernels that go over rows. */
function rowLaunches(
  launch: Launch,
  address: (view: View) => number,
  optional: (view: View | undefined) => number,
): Pick<Kernels, RowKernels> {
  return {
    layerNorm: (args) =>
      launch(
        Opcode.LayerNorm,
        ...[rowsKind(args.rows), args.hidden, float(args.epsilon)],
        ...[args.x, args.weight, args.bias].map(address),
        ...dropoutWords(args.dropout),
        ...[args.y, args.statistics].map(address),
      ),
    layerNormGradient: (args) =>
      launch(
        Opcode.LayerNormGradient,
        ...[rowsKind(args.rows), args.hidden, address(args.dy)],
        ...dropoutWords(args.dropout),
        ...[args.x, args.weight, args.statistics, args.dx].map(address),
        optional(args.dropped?.view),
        ...dropoutWords(args.dropped?.dropout),
      ),
    layerNormParameterGradient: (args) =>
      launch(
        Opcode.LayerNormParameterGradient,
        ...[rowsKind(args.rows), args.hidden, address(args.dy)],
        ...dropoutWords(args.dropout),
        ...[args.x, args.statistics, args.dWeight, args.dBias].map(address),
      ),
    locate: (args) =>
      launch(
        Opcode.Locate,
        ...[args.starts, args.textOf, args.positions].map(address),
        args.firstPosition,
      ),
    embed: (args) =>
      launch(
        Opcode.Embed,
        args.hidden,
        ...[args.ids, args.positionIds, args.typeIds].map(address),
        ...[args.words, args.positions, args.types, args.y].map(address),
      ),
    embedGradient: (args) =>
      launch(
        Opcode.EmbedGradient,
        args.hidden,
        ...[args.indices, args.dy, args.table].map(address),
      ),
    pool: (args) =>
      launch(
        Opcode.Pool,
        ...[args.hidden, float(args.first), float(args.mean), address(args.starts)],
        ...dropoutWords(args.dropout),
        ...[args.x, args.y].map(address),
      ),
    poolGradient: (args) =>
      launch(
        Opcode.PoolGradient,
        ...[args.hidden, float(args.first), float(args.mean)],
        ...[args.starts, args.dy, args.dx].map(address),
      ),
    gatherTokens: (args) =>
      launch(
        Opcode.GatherTokens,
        args.hidden,
        ...[args.starts, args.textOf, args.cache, args.cacheStarts, args.y].map(address),
      ),
    keepTokens: (args) =>
      launch(
        Opcode.KeepTokens,
        args.hidden,
        ...[args.starts, args.textOf, args.cache, args.cacheStarts, args.x].map(address),
      ),
    gatherRows: (args) =>
      launch(Opcode.GatherRows, args.width, ...[args.table, args.indices, args.y].map(address)),
  };
}
