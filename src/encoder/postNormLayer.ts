import type { LayerKind } from './layerKind';
import { encoderLayer, recordLayer } from './layer';
import { recordLayerGradient } from './layerGradient';
import { allocateGradientBuffers, takeLayerActivations } from './layerMemory';

/** A layer that normalises after each residual: its memory, its parameters, and both passes. */
export const postNormLayer: LayerKind = {
  load: encoderLayer,
  takeActivations: takeLayerActivations,
  takeGradients: allocateGradientBuffers,
  record: recordLayer,
  recordGradient: recordLayerGradient,
};
