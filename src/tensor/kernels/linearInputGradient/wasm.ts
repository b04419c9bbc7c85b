import { multiplyMatrices, noProduct } from '../../kernelParts/matrixProduct.wasm';
import { rowsOf, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class LinearInputGradientLaunch {
  opcode: u32;
  rows: u32;
  dy: usize;
  weight: usize;
  weightScales: usize;
  inputs: i32;
  outputs: i32;
  scale: f32;
  lowRankLeft: usize;
  lowRankRight: usize;
  lowRankRank: i32;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  activationKind: u32;
  activationPreactivation: usize;
  residual: usize;
  dx: usize;
}

/** dy by rows · weight transposed. */
export function linearInputGradient(launch: LinearInputGradientLaunch, step: StepState, work: Work): void {
  const product = noProduct(work);
  product.rows = rowsOf(step, launch.rows);
  product.columns = launch.inputs;
  product.depth = launch.outputs;
  product.a = launch.dy;
  product.aRowStride = (<usize>launch.outputs) << 2;
  product.aDepthStride = 4;
  product.b = launch.weight;
  product.bScales = launch.weightScales;
  product.bDepthStride = launch.weightScales ? 1 : 4;
  product.bColumnStride = (<usize>launch.outputs) << (launch.weightScales ? 0 : 2);
  product.scale = launch.scale;
  product.left = launch.lowRankLeft;
  product.right = launch.lowRankRight;
  product.rank = launch.lowRankRank;
  product.rightDepthStride = 4;
  product.rightColumnStride = (<usize>launch.lowRankRank) << 2;
  product.activation = launch.activationKind;
  product.preactivation = launch.activationPreactivation;
  product.slope = launch.activationKind ? 1 : 0;
  product.dropoutThreshold = launch.dropoutThreshold;
  product.dropoutScale = launch.dropoutScale;
  product.dropoutSite = launch.dropoutSite;
  product.residual = launch.residual;
  product.y = launch.dx;
  multiplyMatrices(product, step, work);
}
