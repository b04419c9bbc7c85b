import { modelLimits } from '../../domain/limits';
import { postNormLayer } from '../postNormLayer';
import type { EncoderSizes } from '../sizes';
import type { Architecture } from './architecture';
import { bertModules } from './bert';
import type { ConfigReader } from './configReader';
import { linearShapes, postNormTensors, readBertConfig } from './postNormEncoder';

/** @param vocabularySize the class's own default */
export function readRobertaConfig(json: ConfigReader, vocabularySize: number): EncoderSizes {
  return readBertConfig(json, vocabularySize, json.size('pad_token_id', modelLimits.vocabularySize, 1) + 1);
}

/**
 * RoBERTa (Liu et al. 2019, arXiv 1907.11692): positions count from the one after the padding's id. It has token types,
 * and its tokenizers never give any.
 */
export const roberta: Architecture = {
  modelType: 'roberta',
  readConfig: (json) => readRobertaConfig(json, 50_265),
  layerCountKey: 'num_hidden_layers',
  prefix: 'roberta',
  layerPath: 'encoder.layer',
  linearShapes,
  tensors: postNormTensors('encoder.layer', bertModules),
  layer: postNormLayer,
  qkvIsOneModule: false,
  pooling: 'firstAndMean',
  head: {
    dense: 'classifier.dense',
    output: 'classifier.out_proj',
    activation: 'tanh',
    dropsInput: true,
    modules: ['classifier'],
  },
  inOldTransformersJs: true,
  takesTokenTypes: false,
  classifierClass: 'RobertaForSequenceClassification',
  tokenizerClass: 'RobertaTokenizer',
};
