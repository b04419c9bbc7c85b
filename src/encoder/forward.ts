// The forward pass of a classifier, stated once: recorded for a device that computes it, or for a graph that is written
// down (src/export/onnx/).

import type { View } from '../tensor/device';
import type { ParameterLookup } from '../tensor/parameters';
import type { Activations, ClassifierShape } from './activations';
import type { BatchViews } from './batch';
import { classifierHead, headDropouts, recordHead, type ClassifierHead } from './classifierHead';
import { embeddings, recordEmbeddings, type Embeddings } from './embeddings';
import type { ForwardKernels } from './forwardKernels';
import type { Pass } from './layer';
import type { LoadedLayer } from './layerKind';
import { recordPooling } from './pooling';

/** A classifier's parameters and the memory it works in. */
export interface Network {
  shape: ClassifierShape;
  embeddings: Embeddings;
  layers: LoadedLayer[];
  head: ClassifierHead;
  activations: Activations;
  batch: Pick<BatchViews, 'tokenIds'>;
}

export function loadNetwork(
  store: ParameterLookup,
  shape: ClassifierShape,
  activations: Activations,
  batch: Network['batch'],
): Network {
  const { config, scope } = shape;
  const { architecture, layerCount } = config;
  return {
    shape,
    activations,
    batch,
    embeddings: embeddings(store, activations.wordRows),
    layers: Array.from({ length: layerCount }, (_, index) => {
      const adapters = index >= scope.firstLayer ? scope.adapters : null;
      return architecture.layer.load(store, index, config, adapters);
    }),
    head: classifierHead(store, architecture),
  };
}

/** Records all from token ids to logits, and gives these, `[texts, classes]`. */
export function recordForward(kernels: ForwardKernels, network: Network, pass: Pass): View {
  const { activations, head } = network;
  const x = recordHiddenStates(kernels, network, pass, network.layers.length);
  recordPooledStates(kernels, network, x, pass);
  recordHead(kernels, head, activations.pooling.y, activations.head, pass);
  return activations.head.logits;
}

/** Records what leads from token ids to the hidden states before layer `end`, and gives them, `[tokens, hidden]`. */
export function recordHiddenStates(kernels: ForwardKernels, network: Network, pass: Pass, end: number): View {
  const { scope } = network.shape;
  const { embedding } = network.activations;
  const own = scope.embeddings || scope.firstLayer === 0 ? pass : { ...pass, training: false };
  recordEmbeddings(kernels, network.embeddings, network.batch.tokenIds, embedding, own);
  return recordLayers(kernels, network, embedding.y, pass, { from: 0, to: end });
}

/** Records some layers on hidden states, and gives what they leave; frozen ones drop nothing. */
export function recordLayers(
  kernels: ForwardKernels,
  { shape, layers, activations }: Network,
  x: View,
  pass: Pass,
  { from, to }: { from: number; to: number },
): View {
  const { layer: kind } = shape.config.architecture;
  return layers.slice(from, to).reduce((hidden, layer) => {
    const own = activations.layers[layer.index];
    if (!own) throw new RangeError(`The encoder has no layer ${layer.index}.`);
    const training = pass.training && layer.index >= shape.scope.firstLayer;
    kind.record(kernels, layer, hidden, own, { ...pass, training });
    return own.y;
  }, x);
}

/** Records what the head reads of hidden states: `activations.pooling.y`, `[texts, hidden]`. */
export function recordPooledStates(
  kernels: ForwardKernels,
  { shape, head, activations }: Network,
  x: View,
  pass: Pass,
): void {
  const { input } = headDropouts(head, pass);
  recordPooling(kernels, shape.pooling, x, activations.pooling, pass, input);
}
