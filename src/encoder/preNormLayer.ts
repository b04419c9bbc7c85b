import type { LayerKind } from './layerKind';
import { loadPreNormLayer, recordPreNormLayer } from './preNormForward';
import { recordPreNormGradient } from './preNormGradient';
import { takePreNormActivations, takePreNormGradients } from './preNormMemory';

/** A layer that normalises before each branch: its memory, its parameters, and both passes. */
export const preNormLayer: LayerKind = {
  load: loadPreNormLayer,
  takeActivations: takePreNormActivations,
  takeGradients: takePreNormGradients,
  record: recordPreNormLayer,
  recordGradient: recordPreNormGradient,
};
