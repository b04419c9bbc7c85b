// config.json, tokenizer.json and tokenizer_config.json of an exported classifier.

import type { ClassifierLabels, TaskType } from '../domain/task';
import type { WeightPrecision } from '../domain/exportParts';
import { Failure } from '../domain/failures';
import { isBeyondLayers } from '../domain/pooling';
import type { TrainedModel } from '../domain/run';
import { architectureOf } from '../encoder/architectures/architectures';

type Json = Record<string, unknown>;

const problemTypes: Record<TaskType, string> = {
  singleLabel: 'single_label_classification',
  multiLabel: 'multi_label_classification',
};

/**
 * The base model's config.json made a classifier's: one layer more where the mean is read (the pooling layer), its labels, and the type
 * of its weights, which are no longer quantized. `torch_dtype` matters: without it transformers 5 would compute in the type of the first weight.
 */
export function classifierConfig(
  base: Json,
  { labels, task, thresholds, pooling, unsureBelow }: ClassifierLabels & Pick<TrainedModel, 'pooling'>,
  precision: WeightPrecision = 'single',
): Json {
  if (new Set(labels).size !== labels.length) {
    throw new Failure('ModelBroken', 'Two labels have the same name: rename one and train again.');
  }
  // `dtype` is what transformers 5 calls torch_dtype, and it wins: the base model's would round the classifier's weights.
  const { _name_or_path, architectures, transformers_version, dtype, quantization_config, hone_pooling, ...kept } =
    base;
  const { classifierClass, layerCountKey, headSettings } = architectureOf(base);
  return {
    ...kept,
    architectures: [classifierClass],
    [layerCountKey]: Number(base[layerCountKey]) + (pooling === 'firstAndMean' ? 1 : 0),
    ...headSettings?.(pooling),
    id2label: Object.fromEntries(labels.map((label, id) => [String(id), label])),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
    problem_type: problemTypes[task],
    // Of no meaning to transformers, which keeps it for whoever reads it.
    ...(thresholds && {
      hone_thresholds: Object.fromEntries(labels.map((label, id) => [label, thresholds[id]])),
    }),
    // What the head reads where no layer makes it so.
    ...(isBeyondLayers(pooling) && { hone_pooling: pooling }),
    // A text whose confidence is below is for a person.
    ...(unsureBelow !== undefined && { hone_unsure_below: unsureBelow }),
    torch_dtype: precision === 'half' ? 'float16' : 'float32',
  };
}

/**
 * tokenizer.json cutting at `maxTokens` and padding nothing by itself: some base models store other settings. For
 * transformers.js its Metaspace says both by the older and by the newer key that ▁ is put in front.
 */
export function classifierTokenizer(base: Json, maxTokens: number): Json {
  return {
    ...base,
    ...('pre_tokenizer' in base && { pre_tokenizer: withPrefixSpace(base['pre_tokenizer']) }),
    truncation: { direction: 'Right', max_length: maxTokens, strategy: 'LongestFirst', stride: 0 },
    padding: null,
  };
}

/** @xenova/transformers 2.17 reads only the older key, which newer files lack. */
function withPrefixSpace(step: unknown): unknown {
  if (typeof step !== 'object' || step === null) return step;
  const { type, pretokenizers, prepend_scheme: scheme }: Json = { ...step };
  if (Array.isArray(pretokenizers)) {
    return { ...step, pretokenizers: pretokenizers.map(withPrefixSpace) };
  }
  return type === 'Metaspace' ? { add_prefix_space: scheme !== 'never', ...step } : step;
}

/** tokenizer_config.json whose `truncation=True` cuts where training cut. */
export function classifierTokenizerConfig(base: Json, maxTokens: number): Json {
  const { name_or_path, ...kept } = base;
  return { ...kept, model_max_length: maxTokens };
}
