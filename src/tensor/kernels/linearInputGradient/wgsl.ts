import { slopeFunction } from '../../kernelParts/activation.wgsl';
import { addLowRank } from '../../kernelParts/lowRank.wgsl';
import { matrixProduct } from '../../kernelParts/matrixProduct.wgsl';
import { operandElements, packingOf, type Product } from '../../kernelParts/productOperands.wgsl';
import { productWorkgroups, type ProductVariant } from '../../kernelParts/productVariant';
import { rowsInStep, type Dispatch } from '../../webgpu/kernelSource';
import type { LinearInputGradientArguments } from './spec';

/** v = scale · dy · weightᵀ + …, a product NT. */
export function linearInputGradient(args: LinearInputGradientArguments, variant: ProductVariant): Dispatch {
  const { rows, inputs, outputs, activation, lowRank } = args;
  const vectors = outputs % 4 === 0;
  const product: Product = {
    kind: 'NT',
    a: 'dy',
    b: 'weight',
    rows: rowsInStep(rows),
    columns: `${inputs}u`,
    inner: `${outputs}u`,
    vectors,
    packedB: packingOf(args.weight, args.weightScales),
    columnSums: false,
  };
  const code = /* wgsl */ `
${activation ? slopeFunction(activation.kind) : ''}
fn finish(row: u32, column: u32, sum: f32) {
  let index = row * ${inputs}u + column;
  var v = sum * scale;
  ${lowRank ? addLowRank('v', 'lowRankRight[column * lowRankRank + k]') : ''}
  v *= dropoutFactor(index);
  ${activation ? 'v *= slope(activationPreactivation[index]);' : ''}
  dx[index] = v ${args.residual ? '+ residual[index]' : ''};
}
${matrixProduct(product, variant)}`;
  return {
    code,
    elements: operandElements(product),
    subgroups: variant.memory === 'subgroup',
    workgroups: (size) => productWorkgroups(variant, size[rows], inputs),
    operations: (size) => 2 * size[rows] * inputs * outputs,
  };
}
