// The weights as Hugging Face's classes load them.

import type { ArchiveFile } from '../../export/archive';
import { classifierTensors, inHalfPrecision } from '../../export/huggingFaceWeights';
import { safetensorsParts } from '../../tensor/safetensors';
import type { ExportSource } from './exportSource';

export function huggingFaceFiles(source: ExportSource): ArchiveFile[] {
  const { stored, config, trained, changed, pooling } = source;
  const single = classifierTensors(stored, config, trained, changed, pooling);
  const tensors = source.choice.precision === 'half' ? inHalfPrecision(single) : single;
  return [{ name: 'model.safetensors', content: safetensorsParts(tensors) }];
}
