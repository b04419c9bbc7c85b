import { multiplyMatrices, noProduct } from '../../kernelParts/matrixProduct.wasm';
import { loadPart, storePart } from '../../kernelParts/simd.wasm';
import { rowsOf, shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class LinearWeightGradientLaunch {
  opcode: u32;
  rows: u32;
  x: usize;
  dy: usize;
  inputs: i32;
  outputs: i32;
  dWeight: usize;
  dBias: usize;
  /** 0: no blocks. */
  blocksRows: i32;
  blocksColumns: i32;
  blocksOwner0: i32;
  blocksOwner1: i32;
  blocksOwner2: i32;
}

/** x transposed · dy by rows. */
export function linearWeightGradient(launch: LinearWeightGradientLaunch, step: StepState, work: Work): void {
  const product = noProduct(work);
  product.rows = launch.inputs;
  product.columns = launch.outputs;
  product.depth = rowsOf(step, launch.rows);
  product.a = launch.x;
  product.aRowStride = 4;
  product.aDepthStride = (<usize>launch.inputs) << 2;
  product.b = launch.dy;
  product.bDepthStride = (<usize>launch.outputs) << 2;
  product.bColumnStride = 4;
  product.accumulates = 1;
  product.y = launch.dWeight;
  product.blockRows = launch.blocksRows;
  product.blockColumns = launch.blocksColumns;
  product.owner0 = launch.blocksOwner0;
  product.owner1 = launch.blocksOwner1;
  product.owner2 = launch.blocksOwner2;
  multiplyMatrices(product, step, work);
  if (launch.dBias) sumColumns(launch, step, work);
}

/** dBias (+)= Σ rows of dy. Threads take columns, 16 (a line of the cache) at a time. */
function sumColumns(launch: LinearWeightGradientLaunch, step: StepState, work: Work): void {
  const rows = rowsOf(step, launch.rows);
  const start = shareStart(launch.outputs, 16, work);
  const end = shareEnd(launch.outputs, 16, work);
  if (start >= end) return;
  if (!step.accumulate) memory.fill(launch.dBias + ((<usize>start) << 2), 0, (<usize>(end - start)) << 2);
  for (let row = 0; row < rows; row++) {
    const dy = launch.dy + ((<usize>(row * launch.outputs)) << 2);
    for (let column = start; column < end; column += 4) {
      const offset = (<usize>column) << 2;
      const sum = loadPart(launch.dBias + offset, end - column);
      const value = loadPart(dy + offset, end - column);
      storePart(launch.dBias + offset, f32x4.add(sum, value), end - column);
    }
  }
}
