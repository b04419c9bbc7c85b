// One encoder layer, forward and backward: attention, then feed-forward, each with a residual and a layer normalisation
// after it (Devlin et al. 2018, arXiv 1810.04805). 7 kernels forward and at most 14 backward; adapters on all linear
// layers add 4 and 12.

import { elementAt } from '../domain/element';
import type { View } from '../tensor/device';
import type { TextLayout } from '../tensor/kernelParts/textLayout';
import type { Dropout, Kernels } from '../tensor/kernels/kernels';
import type { Parameter, ParameterLookup } from '../tensor/parameters';
import { partOwners, type LoraShape } from './lora';
import type { EncoderSizes } from './sizes';
import type { ForwardKernels } from './forwardKernels';
import {
  allocateGradientBuffers,
  takeLayerActivations,
  type GradientBuffers,
  type LayerActivations,
} from './layerMemory';
import { linearLayer, recordLinear, recordLinearGradient, type LinearLayer } from './linearLayer';
import type { LinearName } from './linearNames';

export interface NormParameters {
  weight: Parameter;
  bias: Parameter;
}

export type EncoderLayer = Record<LinearName, LinearLayer> & {
  index: number;
  attentionNorm: NormParameters;
  outputNorm: NormParameters;
};

/** A layer's parameters from a store, with the adapters that the store holds. */
function encoderLayer(
  store: ParameterLookup,
  index: number,
  { hiddenSize }: EncoderSizes,
  adapters: LoraShape | null,
): EncoderLayer {
  const linear = (name: LinearName): LinearLayer => {
    const path = `layers.${index}.${name}`;
    const layer = linearLayer(store, path);
    const down = store.find(`${path}.adapter.down`);
    const up = store.find(`${path}.adapter.up`);
    if (!adapters || !down || !up) return layer;
    const { rank, alpha, targets } = adapters;
    const blocks = { rows: rank, columns: hiddenSize, owner: partOwners(targets) };
    const ranks = elementAt(down.shape, 1);
    const scale = alpha / rank;
    return {
      ...layer,
      adapter: { down, up, rank: ranks, scale, ...(name === 'qkv' && { blocks }) },
    };
  };
  return {
    index,
    qkv: linear('qkv'),
    attentionOutput: linear('attentionOutput'),
    intermediate: linear('intermediate'),
    output: linear('output'),
    attentionNorm: normParameters(store, `layers.${index}.attentionNorm`),
    outputNorm: normParameters(store, `layers.${index}.outputNorm`),
  };
}

export function normParameters(store: ParameterLookup, name: string): NormParameters {
  return { weight: store.get(`${name}.weight`), bias: store.get(`${name}.bias`) };
}

/** The batch's layout, and whether dropout is on. */
export interface Pass {
  config: EncoderSizes;
  layout: TextLayout;
  /** Off when the model predicts. */
  training: boolean;
}

/** The dropouts of one layer; none when the model predicts. */
function layerDropouts({ config, training }: Pass, layer: number) {
  const at = (site: number, probability: number): { dropout?: Dropout } =>
    training && probability > 0 ? { dropout: { probability, site: (layer + 1) * 4 + site } } : {};
  const { hidden, attention } = config.dropout;
  return { scores: at(0, attention), attended: at(1, hidden), output: at(2, hidden) };
}

/** Records a layer's forward pass from `x` to `activations.y`, both `[tokens, hidden]`. */
function recordLayer(
  kernels: ForwardKernels,
  layer: EncoderLayer,
  x: View,
  activations: LayerActivations,
  pass: Pass,
): void {
  const { config, layout } = pass;
  const { hiddenSize: hidden, headCount: heads, layerNormEpsilon: epsilon } = config;
  const { qkv, context, logSumExp, attended, expanded, left } = activations;
  const dropouts = layerDropouts(pass, layer.index);
  const rows = 'tokens';
  recordLinear(kernels, layer.qkv, { rows, x, y: qkv }, left.qkv);
  kernels.attention({ ...layout, hidden, heads, qkv, context, logSumExp, ...dropouts.scores });
  recordLinear(
    kernels,
    layer.attentionOutput,
    { rows, x: context, ...dropouts.attended, residual: x, y: activations.attentionSum },
    left.attentionOutput,
  );
  kernels.layerNorm({
    ...normArguments(layer.attentionNorm, hidden),
    epsilon,
    x: activations.attentionSum,
    statistics: activations.attentionStatistics,
    y: attended,
  });
  const { preactivation } = activations;
  recordLinear(
    kernels,
    layer.intermediate,
    { rows, x: attended, activation: 'gelu', ...(preactivation && { preactivation }), y: expanded },
    left.intermediate,
  );
  recordLinear(
    kernels,
    layer.output,
    { rows, x: expanded, ...dropouts.output, residual: attended, y: activations.outputSum },
    left.output,
  );
  kernels.layerNorm({
    ...normArguments(layer.outputNorm, hidden),
    epsilon,
    x: activations.outputSum,
    statistics: activations.outputStatistics,
    y: activations.y,
  });
}

function normArguments({ weight, bias }: NormParameters, hidden: number) {
  return { rows: 'tokens', hidden, weight: weight.value, bias: bias.value } as const;
}

/** What the parts of a layer's backward pass share. */
interface BackwardPass {
  kernels: Kernels;
  layer: EncoderLayer;
  activations: LayerActivations;
  room: GradientBuffers;
  dropouts: ReturnType<typeof layerDropouts>;
  hidden: number;
}

/**
 * Records a layer's backward pass: `room.dy` holds the gradient of its output, and then that of its input.
 *
 * @param inputNeeded whether anything below the layer trains
 */
function recordLayerGradient(
  kernels: Kernels,
  layer: EncoderLayer,
  x: View,
  activations: LayerActivations,
  room: GradientBuffers,
  pass: Pass,
  inputNeeded: boolean,
): void {
  const { hiddenSize: hidden, headCount: heads } = pass.config;
  const { qkv, context, logSumExp } = activations;
  const { dy, dSum, dContext, delta, dQkv } = room;
  const dropouts = layerDropouts(pass, layer.index);
  const backward = { kernels, layer, activations, room, dropouts, hidden };
  recordFeedForwardGradient(backward);
  recordAttentionOutputGradient(backward);
  const forward = { ...pass.layout, hidden, heads, qkv, context, logSumExp, ...dropouts.scores };
  kernels.attentionGradient({ ...forward, dContext, delta, dQkv });
  recordLinearGradient(
    kernels,
    layer.qkv,
    { rows: 'tokens', x, dy: dQkv, ...(inputNeeded && { input: { dx: dy, residual: dSum } }) },
    loraBuffers(backward, 'qkv'),
  );
}

/** From the layer's output back to that of its attention. */
function recordFeedForwardGradient(backward: BackwardPass): void {
  const { kernels, layer, activations, room, dropouts, hidden } = backward;
  const { attended, expanded, preactivation } = activations;
  const { dy, dSum, dExpanded, dAttended } = room;
  const rows = 'tokens';
  if (!preactivation) throw new RangeError('This layer was not recorded for training.');
  const branch = recordNormGradient(kernels, layer.outputNorm, {
    hidden,
    dy,
    x: activations.outputSum,
    statistics: activations.outputStatistics,
    room,
    ...dropouts.output,
  });
  recordLinearGradient(
    kernels,
    layer.output,
    { rows, x: expanded, dy: branch, input: { dx: dExpanded, activation: { kind: 'gelu', preactivation } } },
    loraBuffers(backward, 'output'),
  );
  recordLinearGradient(
    kernels,
    layer.intermediate,
    { rows, x: attended, dy: dExpanded, input: { dx: dAttended, residual: dSum } },
    loraBuffers(backward, 'intermediate'),
  );
}

/** From there back to what the attention found, before its output layer. */
function recordAttentionOutputGradient(backward: BackwardPass): void {
  const { kernels, layer, activations, room, dropouts, hidden } = backward;
  const branch = recordNormGradient(kernels, layer.attentionNorm, {
    hidden,
    dy: room.dAttended,
    x: activations.attentionSum,
    statistics: activations.attentionStatistics,
    room,
    ...dropouts.attended,
  });
  recordLinearGradient(
    kernels,
    layer.attentionOutput,
    { rows: 'tokens', x: activations.context, dy: branch, input: { dx: room.dContext } },
    loraBuffers(backward, 'attentionOutput'),
  );
}

function loraBuffers({ activations, room }: BackwardPass, name: LinearName) {
  const [left, dLeft] = [activations.left[name], room.dLeft[name]];
  return left && dLeft ? { left, dLeft } : undefined;
}

/** The gradients of a layer normalisation; gives where the gradient of the branch with the dropout lies. */
function recordNormGradient(
  kernels: Kernels,
  norm: NormParameters,
  args: {
    hidden: number;
    dy: View;
    x: View;
    statistics: View;
    room: GradientBuffers;
    dropout?: Dropout;
  },
): View {
  const { hidden, dy, x, statistics, room, dropout } = args;
  const { dSum, dBranch } = room;
  const rows = 'tokens';
  if (norm.weight.gradient && norm.bias.gradient) {
    const [dWeight, dBias] = [norm.weight.gradient, norm.bias.gradient];
    kernels.layerNormParameterGradient({ rows, hidden, dy, x, statistics, dWeight, dBias });
  }
  const weight = norm.weight.value;
  const dropped = dropout && { view: dBranch, dropout };
  const own = { rows, hidden, dy, x, weight, statistics, dx: dSum } as const;
  kernels.layerNormGradient(dropped ? { ...own, dropped } : own);
  return dropout ? dBranch : dSum;
}

/** A layer that normalises after each residual: its memory, its parameters, and both passes. */
export const postNormLayer = {
  load: encoderLayer,
  takeActivations: takeLayerActivations,
  takeGradients: allocateGradientBuffers,
  record: recordLayer,
  recordGradient: recordLayerGradient,
};
