// A trained model → files that other tools load.

import type { ReportProgress } from '../domain/progress';
import { readEncoderConfig } from '../encoder/config';
import { encoderTensors } from '../encoder/tensors';
import { changedTensors } from '../encoder/trainedTensors';
import { judgementOf } from '../evaluation/judgement';
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
import { writeSafetensors } from '../tensor/safetensors';
import { openBaseModel, readModelJson, readModelWeights } from './baseModelFiles';

/** What a base model has besides, each architecture its own. */
const copiedFiles = [
  'special_tokens_map.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'sentencepiece.bpe.model',
];

/** The model as a zip in Hugging Face layout. @throws Failure `ModelMissing` */
export async function exportModel(
  modelId: string,
  honeVersion: string,
  onProgress: ReportProgress,
): Promise<Blob> {
  const model = await getModel(modelId);
  const { baseModel, maxTokens, adapterAlpha, adapterRank } = model.recipe;
  const progress: ReportProgress = (loading) => onProgress({ ...loading, job: 'Exporting' });
  const baseFiles = await openBaseModel(baseModel);
  const baseConfig = await readModelJson(baseFiles, 'config.json');
  const base = await readModelWeights(baseFiles, progress);
  const config = readEncoderConfig(baseConfig);
  const trained = await getWeights(modelId);
  const changed = changedTensors(encoderTensors(base, config), trained, adapterAlpha / adapterRank);
  const { pooling = 'firstAndMean' } = model;
  const tensors = classifierTensors(base, config, trained, changed, pooling);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const tokenizer = await readModelJson(baseFiles, 'tokenizer.json');
  const tokenizerConfig = await readModelJson(baseFiles, 'tokenizer_config.json');
  const asTheyAre = await Promise.all(
    copiedFiles
      .filter((name) => baseFiles.names.includes(name))
      .map(async (name) => ({ name, content: [new Uint8Array(await baseFiles.bytes(name))] })),
  );
  const stored = await getPredictions(modelId);
  const judgement = judgementOf(stored, model);
  const files = [
    { name: 'model.safetensors', content: writeSafetensors(tensors) },
    { name: 'config.json', content: json(classifierConfig(baseConfig, model)) },
    { name: 'tokenizer.json', content: JSON.stringify(classifierTokenizer(tokenizer, maxTokens)) },
    {
      name: 'tokenizer_config.json',
      content: json(classifierTokenizerConfig(tokenizerConfig, maxTokens)),
    },
    ...asTheyAre,
    { name: 'README.md', content: modelCard(model, honeVersion, judgement) },
  ];
  const { splitRows } = stored;
  if (splitRows) files.push({ name: 'split.csv', content: splitCsv(splitRows) });
  return zip(files, new Date(model.createdAt));
}

/** The run as report.json. @throws Failure `ModelMissing` */
export async function exportReport(modelId: string, honeVersion: string): Promise<Blob> {
  const model = await getModel(modelId);
  const stored = await getPredictions(modelId);
  const predictions = predictionsOf(stored, model);
  const judgement = judgementOf(stored, model);
  const content = report(model, predictions, stored.splitRows, honeVersion, judgement);
  return new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: 'application/json' });
}
