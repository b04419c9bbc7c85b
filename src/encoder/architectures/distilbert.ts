import { modelLimits } from '../../domain/limits';
import { postNormLayer } from '../postNormLayer';
import type { Architecture } from './architecture';
import { linearShapes, postNormTensors } from './postNormEncoder';

/** DistilBERT (Sanh et al. 2019, arXiv 1910.01108): BERT without token types, under names of its own. */
export const distilbert: Architecture = {
  modelType: 'distilbert',
  /** Its class takes the names of BERT's settings too (transformers' attribute_map), and has defaults for all of them. */
  readConfig(json) {
    json.expectEmbeddedPositions();
    json.expect('activation', 'gelu', (found) => `the activation “${found}” (Hone computes “gelu”)`, 'gelu');
    return {
      vocabularySize: json.size('vocab_size', modelLimits.vocabularySize, 30_522),
      hiddenSize: json.size('dim', modelLimits.hiddenSize, json.number('hidden_size', 768)),
      layerCount: json.size('n_layers', modelLimits.layers, json.number('num_hidden_layers', 6)),
      headCount: json.size('n_heads', modelLimits.hiddenSize, json.number('num_attention_heads', 12)),
      intermediateSize: json.size('hidden_dim', modelLimits.intermediateSize, 3072),
      maxPositions: json.size('max_position_embeddings', modelLimits.positions, 512),
      firstPosition: 0,
      layerNormEpsilon: 1e-12,
      typeCount: 0,
      headReads: 'first',
      dropout: {
        embeddings: json.dropout('dropout', 0.1),
        hidden: json.dropout('dropout', 0.1),
        attention: json.dropout('attention_dropout', 0.1),
        classifier: json.dropout('seq_classif_dropout', 0.2),
      },
    };
  },
  layerCountKey: 'n_layers',
  prefix: 'distilbert',
  layerPath: 'transformer.layer',
  linearShapes,
  tensors: postNormTensors('transformer.layer', {
    query: 'attention.q_lin',
    key: 'attention.k_lin',
    value: 'attention.v_lin',
    attentionOutput: 'attention.out_lin',
    attentionNorm: 'sa_layer_norm',
    intermediate: 'ffn.lin1',
    output: 'ffn.lin2',
    outputNorm: 'output_layer_norm',
  }),
  layer: postNormLayer,
  qkvIsOneModule: false,
  pooling: 'firstAndMean',
  head: {
    dense: 'pre_classifier',
    output: 'classifier',
    activation: 'relu',
    dropsInput: false,
    modules: ['pre_classifier', 'classifier'],
  },
  inOldTransformersJs: true,
  takesTokenTypes: false,
  classifierClass: 'DistilBertForSequenceClassification',
  tokenizerClass: 'DistilBertTokenizer',
};
