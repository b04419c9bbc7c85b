// config.json, tokenizer.json and tokenizer_config.json of an exported classifier.

import { Failure } from '../domain/failures';

type Json = Record<string, unknown>;

const classifierClass: Record<string, string> = {
  bert: 'BertForSequenceClassification',
  distilbert: 'DistilBertForSequenceClassification',
  roberta: 'RobertaForSequenceClassification',
};

/**
 * The base model's config.json made a classifier's: one layer more (the pooling layer), its labels, single
 * precision. `torch_dtype` matters: without it transformers 5 would compute in the type of the first weight.
 */
export function classifierConfig(base: Json, labels: string[]): Json {
  if (new Set(labels).size !== labels.length) {
    throw new Failure('ModelBroken', 'Two labels have the same name: rename one and train again.');
  }
  const { _name_or_path, architectures, transformers_version, ...kept } = base;
  const layerKey = 'n_layers' in base ? 'n_layers' : 'num_hidden_layers';
  return {
    ...kept,
    architectures: [classifierClass[String(base['model_type'])]],
    [layerKey]: Number(base[layerKey]) + 1,
    id2label: Object.fromEntries(labels.map((label, id) => [String(id), label])),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
    problem_type: 'single_label_classification',
    torch_dtype: 'float32',
  };
}

/** tokenizer.json cutting at `maxTokens` and padding nothing by itself: some base models store other settings. */
export function classifierTokenizer(base: Json, maxTokens: number): Json {
  return {
    ...base,
    truncation: { direction: 'Right', max_length: maxTokens, strategy: 'LongestFirst', stride: 0 },
    padding: null,
  };
}

/** tokenizer_config.json whose `truncation=True` cuts where training cut. */
export function classifierTokenizerConfig(base: Json, maxTokens: number): Json {
  const { name_or_path, ...kept } = base;
  return { ...kept, model_max_length: maxTokens };
}
