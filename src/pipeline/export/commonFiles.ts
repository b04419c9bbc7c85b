// What lies in the zip whatever was chosen: configuration, tokenizer, model card, split.

import type { ArchiveFile } from '../../export/archive';
import { classifierConfig, classifierTokenizer, classifierTokenizerConfig } from '../../export/huggingFaceConfig';
import { foreignCard } from '../../export/foreignCard';
import { honeFile } from '../../export/honeFile';
import { modelCard } from '../../export/modelCard';
import { splitCsv } from '../../export/splitRows';
import { isEvaluated } from '../../domain/run';
import { readModelJson } from '../models/baseModelFiles';
import { evaluateStored } from '../improve/evaluateModel';
import type { ExportSource } from './exportSource';

/** What a base model has besides, each architecture its own. */
const copiedFiles = ['special_tokens_map.json', 'vocab.txt', 'vocab.json', 'merges.txt', 'sentencepiece.bpe.model'];

/** The content of config.json. */
export const configFile = ({ baseConfig, model, choice }: ExportSource) =>
  classifierConfig(baseConfig, model, choice.precision);

export async function commonFiles(source: ExportSource): Promise<ArchiveFile[]> {
  const { model, baseFiles, honeVersion, predictions } = source;
  const { maxTokens } = model.recipe;
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const tokenizer = await readModelJson(baseFiles, 'tokenizer.json');
  const tokenizerConfig = await readModelJson(baseFiles, 'tokenizer_config.json');
  const asTheyAre = await Promise.all(
    copiedFiles
      .filter((name) => baseFiles.names.includes(name))
      .map(async (name) => ({ name, content: [new Uint8Array(await baseFiles.bytes(name))] })),
  );
  return [
    { name: 'config.json', content: json(configFile(source)) },
    { name: 'tokenizer.json', content: JSON.stringify(classifierTokenizer(tokenizer, maxTokens)) },
    {
      name: 'tokenizer_config.json',
      content: json(classifierTokenizerConfig(tokenizerConfig, maxTokens)),
    },
    ...asTheyAre,
    {
      name: 'README.md',
      content: isEvaluated(model)
        ? modelCard(model, honeVersion, {
            choice: source.choice,
            evaluation: evaluateStored(predictions, model),
            ...(!source.config.architecture.inOldTransformersJs && { transformersJs: '@huggingface/transformers' }),
          })
        : foreignCard(model, honeVersion, source.choice.precision),
    },
    ...(isEvaluated(model) ? [{ name: 'hone.json', content: honeFile(model, honeVersion) }] : []),
    ...(predictions ? [{ name: 'split.csv', content: splitCsv(predictions.splitRows) }] : []),
  ];
}
