import { activationFunction } from '../../kernelParts/activation.wgsl';
import { addLowRank } from '../../kernelParts/lowRank.wgsl';
import { matrixProduct } from '../../kernelParts/matrixProduct.wgsl';
import { operandElements, packingOf, type Product } from '../../kernelParts/productOperands.wgsl';
import { productWorkgroups, type ProductVariant } from '../../kernelParts/productVariant';
import { rowsInStep, type Dispatch } from '../../webgpu/kernelSource';
import type { LinearArguments } from './spec';

/** u = scale · x · weight + …, a product NN. */
export function linear(args: LinearArguments, variant: ProductVariant): Dispatch {
  const { rows, inputs, outputs, activation, lowRank } = args;
  const vectors = inputs % 4 === 0 && outputs % 4 === 0;
  const product: Product = {
    kind: 'NN',
    a: 'x',
    b: 'weight',
    rows: rowsInStep(rows),
    columns: `${outputs}u`,
    inner: `${inputs}u`,
    vectors,
    packedB: packingOf(args.weight, args.weightScales),
    columnSums: false,
  };
  const code = /* wgsl */ `
${activationFunction(activation)}
fn finish(row: u32, column: u32, sum: f32) {
  let index = row * ${outputs}u + column;
  var u = sum * scale;
  ${args.bias ? 'u += bias[column];' : ''}
  ${lowRank ? addLowRank('u', `lowRankRight[k * ${outputs}u + column]`) : ''}
  ${args.preactivation ? 'preactivation[index] = u;' : ''}
  y[index] = activate(u) * dropoutFactor(index) ${args.residual ? '+ residual[index]' : ''};
}
${matrixProduct(product, variant)}`;
  return {
    code,
    elements: operandElements(product),
    subgroups: variant.memory === 'subgroup',
    workgroups: (size) => productWorkgroups(variant, size[rows], outputs),
    operations: (size) => 2 * size[rows] * inputs * outputs,
  };
}
