// A layer that normalises before attention and before its feed-forward part, with rotary positions, a window on what a token
// attends to, and a gated activation (Warner et al. 2024, arXiv 2412.13663). 9 kernels; adapters add 4.

import type { View } from '../tensor/device';
import type { Dropout } from '../tensor/kernels/kernels';
import type { ParameterLookup } from '../tensor/parameters';
import { adaptedLinear } from './adaptedLinear';
import type { ForwardKernels } from './forwardKernels';
import { normArguments, normParameters, type NormParameters, type Pass } from './layer';
import { recordLinear, type LinearLayer } from './linearLayer';
import type { LinearName } from './linearNames';
import type { LoraShape } from './lora';
import type { PreNormActivations } from './preNormMemory';
import type { EncoderSizes } from './sizes';

export type PreNormLayer = Record<LinearName, LinearLayer> & {
  index: number;
  /** Absent in the first layer: the embeddings are normalised already. */
  attentionNorm: NormParameters | null;
  outputNorm: NormParameters;
  /** After the last layer. */
  finalNorm: NormParameters | null;
};

/** A layer's parameters from a store, with the adapters that the store holds. */
export function loadPreNormLayer(
  store: ParameterLookup,
  index: number,
  { layerCount }: EncoderSizes,
  adapters: LoraShape | null,
): PreNormLayer {
  const linear = (name: LinearName) => adaptedLinear(store, index, name, adapters);
  return {
    index,
    qkv: linear('qkv'),
    attentionOutput: linear('attentionOutput'),
    intermediate: linear('intermediate'),
    output: linear('output'),
    attentionNorm: index > 0 ? normParameters(store, `layers.${index}.attentionNorm`) : null,
    outputNorm: normParameters(store, `layers.${index}.outputNorm`),
    finalNorm: index === layerCount - 1 ? normParameters(store, `layers.${index}.finalNorm`) : null,
  };
}

/** The dropouts of one layer; none when the model predicts. */
export function preNormDropouts({ config, training }: Pass, layer: number) {
  const at = (site: number, probability: number): { dropout?: Dropout } =>
    training && probability > 0 ? { dropout: { probability, site: (layer + 1) * 4 + site } } : {};
  const { hidden, attention } = config.dropout;
  return { scores: at(0, attention), attended: at(1, attention), expanded: at(2, hidden) };
}

/** What the attention of a layer and its gradient share. @throws RangeError for an encoder without rotary positions */
export function attentionOf({ config, layout, rotary }: Pass, index: number) {
  const { hiddenSize: hidden, headCount: heads, attention = [] } = config;
  const own = attention[index];
  const angles = own && rotary.get(own.theta);
  if (!angles) throw new RangeError(`Layer ${index} has no rotary positions.`);
  const { window } = own;
  return {
    turned: { ...layout, hidden, heads, angles },
    attended: { ...layout, hidden, heads, ...(window !== undefined && { window }) },
  };
}

/** See `LayerKind`. */
export function recordPreNormLayer(
  kernels: ForwardKernels,
  layer: PreNormLayer,
  x: View,
  kept: PreNormActivations,
  pass: Pass,
): void {
  const { hiddenSize: hidden, intermediateSize: width, layerNormEpsilon: epsilon } = pass.config;
  const { normalised, qkv, context, logSumExp, attentionSum, attended, preactivation, expanded, left } = kept;
  const dropouts = preNormDropouts(pass, layer.index);
  const attention = attentionOf(pass, layer.index);
  const rows = 'tokens';
  const normalise = (norm: NormParameters, own: { x: View; statistics: View; y: View }) =>
    kernels.layerNorm({ ...normArguments(norm, hidden), epsilon, ...own });
  if (layer.attentionNorm) normalise(layer.attentionNorm, { x, statistics: kept.attentionStatistics, y: normalised });
  recordLinear(kernels, layer.qkv, { rows, x: layer.attentionNorm ? normalised : x, y: qkv }, left.qkv);
  kernels.rotary({ ...attention.turned, direction: 1, qkv });
  kernels.attention({ ...attention.attended, qkv, context, logSumExp, ...dropouts.scores });
  const found = { rows, x: context, ...dropouts.attended, residual: x, y: attentionSum } as const;
  recordLinear(kernels, layer.attentionOutput, found, left.attentionOutput);
  normalise(layer.outputNorm, { x: attentionSum, statistics: kept.outputStatistics, y: attended });
  recordLinear(kernels, layer.intermediate, { rows, x: attended, y: preactivation }, left.intermediate);
  kernels.gatedActivation({ width, activation: 'gelu', x: preactivation, ...dropouts.expanded, y: expanded });
  const y = layer.finalNorm ? kept.outputSum : kept.y;
  recordLinear(kernels, layer.output, { rows, x: expanded, residual: attentionSum, y }, left.output);
  if (layer.finalNorm) normalise(layer.finalNorm, { x: y, statistics: kept.finalStatistics, y: kept.y });
}
