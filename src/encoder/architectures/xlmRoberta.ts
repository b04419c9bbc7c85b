import type { Architecture } from './architecture';
import { readRobertaConfig, roberta } from './roberta';

/** XLM-RoBERTa (Conneau et al. 2019, arXiv 1911.02116): RoBERTa with another vocabulary. */
export const xlmRoberta: Architecture = {
  ...roberta,
  modelType: 'xlm-roberta',
  readConfig: (json) => readRobertaConfig(json, 30_522),
  classifierClass: 'XLMRobertaForSequenceClassification',
  tokenizerClass: 'XLMRobertaTokenizer',
};
