// A trained model → files that other tools load.

import type { ReportProgress } from '../domain/progress';
import { readEncoderConfig } from '../encoder/config';
import { encoderTensors } from '../encoder/tensors';
import { changedTensors } from '../encoder/trainedTensors';
import { predictionsOf } from '../evaluation/predictions';
import { zip } from '../export/archive';
import {
  classifierConfig,
  classifierTokenizer,
  classifierTokenizerConfig,
} from '../export/huggingFaceConfig';
import { classifierTensors } from '../export/huggingFaceWeights';
import { modelCard } from '../export/modelCard';
import { report } from '../export/report';
import { splitCsv } from '../export/splitRows';
import { getModel, getPredictions, getWeights } from '../storage/models';
import { readSafetensors, writeSafetensors } from '../tensor/safetensors';
import { fetchModelJson, fetchModelText, fetchModelWeights } from './baseModelFiles';

/** The model as a zip in Hugging Face layout. @throws Failure `ModelMissing` */
export async function exportModel(
  modelId: string,
  honeVersion: string,
  onProgress: ReportProgress,
): Promise<Blob> {
  const model = await getModel(modelId);
  const { baseModel, maxTokens } = model.recipe;
  const progress: ReportProgress = (loading) => onProgress({ ...loading, job: 'Exporting' });
  const baseConfig = await fetchModelJson(baseModel, 'config.json');
  const base = readSafetensors(await fetchModelWeights(baseModel, progress));
  const config = readEncoderConfig(baseConfig);
  const trained = await getWeights(modelId);
  const { adapterAlpha, adapterRank } = model.recipe;
  const changed = changedTensors(encoderTensors(base, config), trained, adapterAlpha / adapterRank);
  const tensors = classifierTensors(base, config, trained, changed);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const tokenizer = await fetchModelJson(baseModel, 'tokenizer.json');
  const tokenizerConfig = await fetchModelJson(baseModel, 'tokenizer_config.json');
  const files = [
    { name: 'model.safetensors', content: writeSafetensors(tensors) },
    { name: 'config.json', content: json(classifierConfig(baseConfig, model)) },
    { name: 'tokenizer.json', content: JSON.stringify(classifierTokenizer(tokenizer, maxTokens)) },
    {
      name: 'tokenizer_config.json',
      content: json(classifierTokenizerConfig(tokenizerConfig, maxTokens)),
    },
    {
      name: 'special_tokens_map.json',
      content: json(await fetchModelJson(baseModel, 'special_tokens_map.json')),
    },
    { name: 'vocab.txt', content: await fetchModelText(baseModel, 'vocab.txt') },
    { name: 'README.md', content: modelCard(model, honeVersion) },
  ];
  const { splitRows } = await getPredictions(modelId);
  if (splitRows) files.push({ name: 'split.csv', content: splitCsv(splitRows) });
  return zip(files, new Date(model.createdAt));
}

/** The run as report.json. @throws Failure `ModelMissing` */
export async function exportReport(modelId: string, honeVersion: string): Promise<Blob> {
  const model = await getModel(modelId);
  const stored = await getPredictions(modelId);
  const predictions = predictionsOf(stored, model);
  const content = report(model, predictions, stored.splitRows, honeVersion);
  return new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: 'application/json' });
}
