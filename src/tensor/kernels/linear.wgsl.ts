// Linear layers and their gradients: a matrix product each, with all that follows it in its last lines.

import type { View } from '../device';
import {
  dropoutFunction,
  f32,
  rowsInStep,
  type Binding,
  type KernelSource,
} from '../webgpu/kernelSource';
import { activationFunction, slopeFunction } from './activation.wgsl';
import type {
  LinearArguments,
  LinearInputGradientArguments,
  LinearWeightGradientArguments,
  LowRank,
} from './kernels';
import {
  matrixProduct,
  productWorkgroups,
  type Product,
  type ProductVariant,
} from './matrixProduct.wgsl';

/** Bindings of the optional views that are there. */
function optional(views: Record<string, View | undefined>): Binding[] {
  return Object.entries(views).flatMap(([name, view]) =>
    view ? [{ name, view, type: 'f32' as const }] : [],
  );
}

/** @throws RangeError for a weight in half precision whose rows are no vectors: `ParameterStore` makes none */
const operands = (a: View, b: View, vectors: boolean): Binding[] => {
  const type = vectors ? 'vec4f' : 'f32';
  if (b.halves && !vectors) throw new RangeError('Half precision is read in vectors only.');
  return [
    { name: 'a', view: a, type },
    { name: 'b', view: b, type: b.halves ? 'vec2u' : type },
  ];
};

/** u = scale · x · weight + …, a product NN. */
export function linear(args: LinearArguments, variant: ProductVariant): KernelSource {
  const { rows, inputs, outputs, scale = 1, activation, dropout, lowRank } = args;
  const vectors = inputs % 4 === 0 && outputs % 4 === 0;
  const product: Product = {
    kind: 'NN',
    rows: rowsInStep(rows),
    columns: `${outputs}u`,
    inner: `${inputs}u`,
    vectors,
    halvesB: args.weight.halves ?? false,
    columnSums: false,
  };
  const code = /* wgsl */ `
${dropoutFunction(dropout)}
${activationFunction(activation)}
fn finish(row: u32, column: u32, sum: f32) {
  let index = row * ${outputs}u + column;
  var u = sum * ${f32(scale)};
  ${args.bias ? 'u += bias[column];' : ''}
  ${lowRank ? addLowRank('u', lowRank, `right[k * ${outputs}u + column]`) : ''}
  ${args.preactivation ? 'preactivation[index] = u;' : ''}
  y[index] = activate(u) * dropoutFactor(index) ${args.residual ? '+ residual[index]' : ''};
}
${matrixProduct(product, variant)}`;
  return {
    code,
    bindings: [
      ...operands(args.x, args.weight, vectors),
      ...optional({
        bias: args.bias,
        left: lowRank?.left,
        right: lowRank?.right,
        residual: args.residual,
      }),
      ...optional({ preactivation: args.preactivation, y: args.y }).map(written),
    ],
    subgroups: variant.memory === 'subgroup',
    workgroups: (size) => productWorkgroups(variant, size[rows], outputs),
    operations: (size) => 2 * size[rows] * inputs * outputs,
  };
}

const written = (binding: Binding): Binding => ({ ...binding, writes: true });

/** Adds the product of low rank to one element. */
const addLowRank = (sum: string, { rank }: LowRank, right: string) => /* wgsl */ `
  for (var k = 0u; k < ${rank}u; k++) { ${sum} += left[row * ${rank}u + k] * ${right}; }`;

/** v = scale · dy · weightᵀ + …, a product NT. */
export function linearInputGradient(
  args: LinearInputGradientArguments,
  variant: ProductVariant,
): KernelSource {
  const { rows, inputs, outputs, scale = 1, activation, dropout, lowRank } = args;
  const vectors = outputs % 4 === 0;
  const product: Product = {
    kind: 'NT',
    rows: rowsInStep(rows),
    columns: `${inputs}u`,
    inner: `${outputs}u`,
    vectors,
    halvesB: args.weight.halves ?? false,
    columnSums: false,
  };
  const code = /* wgsl */ `
${dropoutFunction(dropout)}
${activation ? slopeFunction(activation.kind) : ''}
fn finish(row: u32, column: u32, sum: f32) {
  let index = row * ${inputs}u + column;
  var v = sum * ${f32(scale)};
  ${lowRank ? addLowRank('v', lowRank, `right[column * ${lowRank.rank}u + k]`) : ''}
  v *= dropoutFactor(index);
  ${activation ? 'v *= slope(preactivation[index]);' : ''}
  dx[index] = v ${args.residual ? '+ residual[index]' : ''};
}
${matrixProduct(product, variant)}`;
  return {
    code,
    bindings: [
      ...operands(args.dy, args.weight, vectors),
      ...optional({
        left: lowRank?.left,
        right: lowRank?.right,
        preactivation: activation?.preactivation,
        residual: args.residual,
      }),
      { name: 'dx', view: args.dx, type: 'f32', writes: true },
    ],
    subgroups: variant.memory === 'subgroup',
    workgroups: (size) => productWorkgroups(variant, size[rows], inputs),
    operations: (size) => 2 * size[rows] * inputs * outputs,
  };
}

/** dWeight (+)= xᵀ · dy, a product TN. */
export function linearWeightGradient(
  args: LinearWeightGradientArguments,
  variant: ProductVariant,
): KernelSource {
  const { rows, inputs, outputs, blocks, dBias } = args;
  const vectors = inputs % 4 === 0 && outputs % 4 === 0;
  const product: Product = {
    kind: 'TN',
    rows: `${inputs}u`,
    columns: `${outputs}u`,
    inner: rowsInStep(rows),
    vectors,
    columnSums: dBias !== undefined,
  };
  const inBlocks = blocks?.owner.map(
    (owner, j) =>
      `(column / ${blocks.columns}u == ${j}u && i32(row / ${blocks.rows}u) == ${owner}i)`,
  );
  const code = /* wgsl */ `
fn accumulated(old: f32, sum: f32) -> f32 {
  return sum + select(0f, old, step.accumulate == 1u);
}
fn finish(row: u32, column: u32, sum: f32) {
  let index = row * ${outputs}u + column;
  let kept = ${inBlocks ? `select(0f, sum, ${inBlocks.join(' || ')})` : 'sum'};
  dWeight[index] = accumulated(dWeight[index], kept);
}
${dBias ? 'fn finishColumn(column: u32, sum: f32) { dBias[column] = accumulated(dBias[column], sum); }' : ''}
${matrixProduct(product, variant)}`;
  return {
    code,
    bindings: [
      ...operands(args.x, args.dy, vectors),
      ...optional({ dWeight: args.dWeight, dBias }).map(written),
    ],
    subgroups: variant.memory === 'subgroup',
    workgroups: () => productWorkgroups(variant, inputs, outputs),
    operations: (size) => 2 * size[rows] * inputs * outputs,
  };
}
