// What a LoRA run added to the base model, for PEFT.

import { adapterConfig, adapterReadme, loraTensors } from '../../export/adapterFiles';
import type { ArchiveFile } from '../../export/archive';
import { classifierConfig } from '../../export/huggingFaceConfig';
import { safetensorsParts } from '../../tensor/safetensors';
import type { ExportSource } from './exportSource';

/** @throws RangeError for a model that was not trained here */
export function adapterFiles({ model, ...parts }: ExportSource): ArchiveFile[] {
  if (model.origin !== 'trained') throw new RangeError('A model from disk has no adapter.');
  const source = { ...parts, model };
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return [
    { name: 'adapter/adapter_config.json', content: json(adapterConfig(source)) },
    {
      name: 'adapter/adapter_model.safetensors',
      content: safetensorsParts(loraTensors(source)),
    },
    {
      name: 'adapter/config.json',
      content: json(classifierConfig(source.baseConfig, source.model)),
    },
    { name: 'adapter/README.md', content: adapterReadme(source) },
  ];
}
