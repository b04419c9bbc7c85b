import { matrixProduct } from '../../kernelParts/matrixProduct.wgsl';
import { operandElements, type Product } from '../../kernelParts/productOperands.wgsl';
import { productWorkgroups, type ProductVariant } from '../../kernelParts/productVariant';
import { rowsInStep, type Dispatch } from '../../webgpu/kernelSource';
import type { LinearWeightGradientArguments } from './spec';

/** dWeight (+)= xᵀ · dy, a product TN. */
export function linearWeightGradient(args: LinearWeightGradientArguments, variant: ProductVariant): Dispatch {
  const { rows, inputs, outputs, blocks, dBias } = args;
  const vectors = inputs % 4 === 0 && outputs % 4 === 0;
  const product: Product = {
    kind: 'TN',
    a: 'x',
    b: 'dy',
    rows: `${inputs}u`,
    columns: `${outputs}u`,
    inner: rowsInStep(rows),
    vectors,
    columnSums: dBias !== undefined,
  };
  const inBlocks = blocks?.owner.map(
    (owner, j) => `(column / ${blocks.columns}u == ${j}u && i32(row / ${blocks.rows}u) == ${owner}i)`,
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
    elements: operandElements(product),
    subgroups: variant.memory === 'subgroup',
    workgroups: () => productWorkgroups(variant, inputs, outputs),
    operations: (size) => 2 * size[rows] * inputs * outputs,
  };
}
