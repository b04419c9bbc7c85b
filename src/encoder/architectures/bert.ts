import { postNormLayer } from '../postNormLayer';
import type { Architecture } from './architecture';
import { linearShapes, postNormTensors, readBertConfig, type LayerModules } from './postNormEncoder';

/** How BERT and RoBERTa call a layer's modules. */
export const bertModules: LayerModules = {
  query: 'attention.self.query',
  key: 'attention.self.key',
  value: 'attention.self.value',
  attentionOutput: 'attention.output.dense',
  attentionNorm: 'attention.output.LayerNorm',
  intermediate: 'intermediate.dense',
  output: 'output.dense',
  outputNorm: 'output.LayerNorm',
};

/** BERT (Devlin et al. 2018, arXiv 1810.04805). Its pooler is a part of the encoder's module. */
export const bert: Architecture = {
  modelType: 'bert',
  readConfig: (json) => readBertConfig(json),
  layerCountKey: 'num_hidden_layers',
  prefix: 'bert',
  layerPath: 'encoder.layer',
  linearShapes,
  tensors: postNormTensors('encoder.layer', bertModules),
  layer: postNormLayer,
  qkvIsOneModule: false,
  pooling: 'firstAndMean',
  head: {
    dense: 'bert.pooler.dense',
    output: 'classifier',
    activation: 'tanh',
    dropsInput: false,
    modules: ['bert.pooler', 'classifier'],
  },
  inOldTransformersJs: true,
  takesTokenTypes: true,
  classifierClass: 'BertForSequenceClassification',
  tokenizerClass: 'BertTokenizer',
};
