import { multiplyMatrices, noProduct } from '../../kernelParts/matrixProduct.wasm';
import { rowsOf, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class LinearLaunch {
  opcode: u32;
  rows: u32;
  x: usize;
  weight: usize;
  weightScales: usize;
  inputs: i32;
  outputs: i32;
  scale: f32;
  bias: usize;
  lowRankLeft: usize;
  lowRankRight: usize;
  lowRankRank: i32;
  activation: u32;
  preactivation: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  residual: usize;
  y: usize;
}

/** x · weight, both read by rows. */
export function linear(launch: LinearLaunch, step: StepState, work: Work): void {
  const product = noProduct(work);
  product.rows = rowsOf(step, launch.rows);
  product.columns = launch.outputs;
  product.depth = launch.inputs;
  product.a = launch.x;
  product.aRowStride = (<usize>launch.inputs) << 2;
  product.aDepthStride = 4;
  product.b = launch.weight;
  product.bScales = launch.weightScales;
  product.bDepthStride = (<usize>launch.outputs) << (launch.weightScales ? 0 : 2);
  product.bColumnStride = launch.weightScales ? 1 : 4;
  product.scale = launch.scale;
  product.left = launch.lowRankLeft;
  product.right = launch.lowRankRight;
  product.rank = launch.lowRankRank;
  product.rightDepthStride = (<usize>launch.outputs) << 2;
  product.rightColumnStride = 4;
  product.bias = launch.bias;
  product.activation = launch.activation;
  product.preactivation = launch.preactivation;
  product.dropoutThreshold = launch.dropoutThreshold;
  product.dropoutScale = launch.dropoutScale;
  product.dropoutSite = launch.dropoutSite;
  product.residual = launch.residual;
  product.y = launch.y;
  multiplyMatrices(product, step, work);
}
