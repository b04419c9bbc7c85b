// What Hugging Face calls each tensor of the encoder, per architecture. Checkpoints of a bare encoder lack
// the prefix that classifiers have (`bert.`, `distilbert.`, `roberta.`).

import type { Architecture } from './config';

/** Names of one encoder layer's modules, relative to the layer. */
export interface LayerNames {
  query: string;
  key: string;
  value: string;
  attentionOutput: string;
  attentionNorm: string;
  intermediate: string;
  output: string;
  outputNorm: string;
}

const bertLayer: LayerNames = {
  query: 'attention.self.query',
  key: 'attention.self.key',
  value: 'attention.self.value',
  attentionOutput: 'attention.output.dense',
  attentionNorm: 'attention.output.LayerNorm',
  intermediate: 'intermediate.dense',
  output: 'output.dense',
  outputNorm: 'output.LayerNorm',
};

const distilbertLayer: LayerNames = {
  query: 'attention.q_lin',
  key: 'attention.k_lin',
  value: 'attention.v_lin',
  attentionOutput: 'attention.out_lin',
  attentionNorm: 'sa_layer_norm',
  intermediate: 'ffn.lin1',
  output: 'ffn.lin2',
  outputNorm: 'output_layer_norm',
};

/** How each architecture names its layers and their modules. */
export const layerNames: Record<Architecture, { path: string; modules: LayerNames }> = {
  bert: { path: 'encoder.layer', modules: bertLayer },
  roberta: { path: 'encoder.layer', modules: bertLayer },
  distilbert: { path: 'transformer.layer', modules: distilbertLayer },
};
