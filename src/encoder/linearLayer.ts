// A linear layer with its adapter, forward and backward.

import type { View } from '../tensor/device';
import type { Kernels, Rows } from '../tensor/kernels/kernels';
import type { LinearArguments } from '../tensor/kernels/linear/spec';
import type { LinearInputGradientArguments } from '../tensor/kernels/linearInputGradient/spec';
import type { Parameter, ParameterLookup } from '../tensor/parameters';
import type { ForwardKernels } from './forwardKernels';

/**
 * A product of low rank beside a frozen weight: x · down · up · scale (LoRA, Hu et al. 2021, arXiv 2106.09685).
 * Query, key and value share one: their ranks lie side by side in `down`, and `up` is zero outside the blocks that join
 * a rank to its own columns.
 */
export interface Adapter {
  /** `[inputs, rank]` */
  down: Parameter;
  /** `[rank, outputs]` */
  up: Parameter;
  /** Of all parts together. */
  rank: number;
  /** alpha / rank of one part. */
  scale: number;
  blocks?: { rows: number; columns: number; owner: readonly number[] };
}

export interface LinearLayer {
  /** `[inputs, outputs]` */
  weight: Parameter;
  /** `[outputs]`; absent where the layer only multiplies. */
  bias: Parameter | undefined;
  inputs: number;
  outputs: number;
  adapter?: Adapter;
}

/** A linear layer of a store, without an adapter. */
export function linearLayer(store: ParameterLookup, name: string): LinearLayer {
  const weight = store.get(`${name}.weight`);
  const [inputs = 0, outputs = 0] = weight.shape;
  return { weight, bias: store.find(`${name}.bias`), inputs, outputs };
}

/** A weight as the kernels take it. */
const weightArguments = ({ value, scales }: Parameter) => ({ weight: value, ...(scales && { weightScales: scales }) });

type Forward = Omit<LinearArguments, 'weight' | 'weightScales' | 'bias' | 'inputs' | 'outputs' | 'lowRank' | 'scale'>;

/**
 * Records y = x · weight + bias and what follows it.
 *
 * @param left where x · down of the adapter goes, `[rows, adapter rank]`; kept for the gradient
 */
export function recordLinear(
  kernels: ForwardKernels,
  { weight, bias, inputs, outputs, adapter }: LinearLayer,
  args: Forward,
  left?: View,
): void {
  const own = { ...args, ...weightArguments(weight), ...(bias && { bias: bias.value }), inputs, outputs };
  if (!adapter || !left) return kernels.linear(own);
  const { rank, scale, down, up } = adapter;
  const { rows, x } = args;
  kernels.linear({ rows, x, weight: down.value, inputs, outputs: rank, scale, y: left });
  kernels.linear({ ...own, lowRank: { left, right: up.value, rank } });
}

interface Backward {
  rows: Rows;
  /** The layer's input, `[rows, inputs]`. */
  x: View;
  /** `[rows, outputs]` */
  dy: View;
  /** Where the gradient of the input goes, and what follows it; absent when nobody needs it. */
  input?: Pick<LinearInputGradientArguments, 'dx' | 'dropout' | 'activation' | 'residual'>;
}

/** What the adapter kept forward, and room for its gradient, each `[rows, adapter rank]`. */
export interface LoraBuffers {
  left: View;
  dLeft: View;
}

/** Records the gradients of a linear layer: of what trains in it, and of its input. */
export function recordLinearGradient(
  kernels: Kernels,
  layer: LinearLayer,
  { rows, x, dy, input }: Backward,
  room?: LoraBuffers,
): void {
  const { weight, bias, inputs, outputs, adapter } = layer;
  if (weight.gradient) {
    const [dWeight, dBias] = [weight.gradient, bias?.gradient];
    kernels.linearWeightGradient({ rows, x, dy, inputs, outputs, dWeight, ...(dBias && { dBias }) });
  }
  const own = { rows, dy, ...weightArguments(weight), inputs, outputs };
  if (!adapter || !room) {
    if (input) kernels.linearInputGradient({ ...own, ...input });
    return;
  }
  const { down, up, rank, scale, blocks } = adapter;
  const { left, dLeft } = room;
  const upShape = { rows, dy, inputs: rank, outputs };
  kernels.linearInputGradient({ ...upShape, weight: up.value, scale, dx: dLeft });
  if (up.gradient) {
    const dWeight = up.gradient;
    kernels.linearWeightGradient({ ...upShape, x: left, dWeight, ...(blocks && { blocks }) });
  }
  if (down.gradient) {
    const dWeight = down.gradient;
    kernels.linearWeightGradient({ rows, x, dy: dLeft, inputs, outputs: rank, dWeight });
  }
  const lowRank = { left: dLeft, right: down.value, rank };
  if (input) kernels.linearInputGradient({ ...own, ...input, lowRank });
}
