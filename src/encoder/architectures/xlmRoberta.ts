import type { Architecture } from './architecture';
import { roberta } from './roberta';

/** XLM-RoBERTa (Conneau et al. 2019, arXiv 1911.02116): RoBERTa with another vocabulary. */
export const xlmRoberta: Architecture = {
  ...roberta,
  modelType: 'xlm-roberta',
  classifierClass: 'XLMRobertaForSequenceClassification',
  tokenizerClass: 'XLMRobertaTokenizer',
};
