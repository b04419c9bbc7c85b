// One encoder layer, forward: attention, then feed-forward, each with a residual and a layer normalisation after it (Devlin
// et al. 2018, arXiv 1810.04805). 7 kernels; adapters on all linear layers add 4.

import type { View } from '../tensor/device';
import type { TextLayout } from '../tensor/kernelParts/textLayout';
import type { Dropout } from '../tensor/kernels/kernels';
import type { Parameter, ParameterLookup } from '../tensor/parameters';
import type { LoraShape } from './lora';
import type { EncoderSizes } from './sizes';
import type { ForwardKernels } from './forwardKernels';
import type { LayerActivations } from './layerMemory';
import { adaptedLinear } from './adaptedLinear';
import { recordLinear, type LinearLayer } from './linearLayer';
import type { RotaryTables } from './rotaryAngles';
import type { LinearName } from './linearNames';

export interface NormParameters {
  weight: Parameter;
  /** Absent where the normalisation only scales. */
  bias: Parameter | undefined;
}

export type EncoderLayer = Record<LinearName, LinearLayer> & {
  index: number;
  attentionNorm: NormParameters;
  outputNorm: NormParameters;
};

/** A layer's parameters from a store, with the adapters that the store holds. */
export function encoderLayer(
  store: ParameterLookup,
  index: number,
  _: EncoderSizes,
  adapters: LoraShape | null,
): EncoderLayer {
  const linear = (name: LinearName) => adaptedLinear(store, index, name, adapters);
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
  return { weight: store.get(`${name}.weight`), bias: store.find(`${name}.bias`) };
}

/** The batch's layout, and whether dropout is on. */
export interface Pass {
  config: EncoderSizes;
  layout: TextLayout;
  rotary: RotaryTables;
  /** Off when the model predicts. */
  training: boolean;
}

/** The dropouts of one layer; none when the model predicts. */
export function layerDropouts({ config, training }: Pass, layer: number) {
  const at = (site: number, probability: number): { dropout?: Dropout } =>
    training && probability > 0 ? { dropout: { probability, site: (layer + 1) * 4 + site } } : {};
  const { hidden, attention } = config.dropout;
  return { scores: at(0, attention), attended: at(1, hidden), output: at(2, hidden) };
}

/** Records a layer's forward pass from `x` to `activations.y`, both `[tokens, hidden]`. */
export function recordLayer(
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

/** What a layer normalisation reads of its parameters. */
export function normArguments({ weight, bias }: NormParameters, hidden: number) {
  return { rows: 'tokens', hidden, weight: weight.value, ...(bias && { bias: bias.value }) } as const;
}
