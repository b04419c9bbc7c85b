// The classifier as an ONNX graph, in single precision or with 8-bit weights.

import type { ArchiveFile } from '../../export/archive';
import { classifierGraph } from '../../export/onnx/classifierGraph';
import { onnxParts } from '../../export/onnx/onnxFile';
import { eightBits, singlePrecision, type WeightWriter } from '../../export/onnx/weightWriter';
import type { LazyTensor } from '../../export/onnx/quantize';
import { withChanged } from '../../encoder/trainedTensors';
import type { ExportSource } from './exportSource';

export const onnxFiles = (source: ExportSource): ArchiveFile[] => [
  { name: 'onnx/model.onnx', content: graphOf(source, singlePrecision) },
];

export const quantizedOnnxFiles = (source: ExportSource): ArchiveFile[] => [
  { name: 'onnx/model_quantized.onnx', content: graphOf(source, eightBits) },
];

function graphOf(source: ExportSource, writer: WeightWriter): Iterable<Uint8Array<ArrayBuffer>> {
  const { model, config, pooling, base, changed, trained, honeVersion } = source;
  const tensors = new Map<string, LazyTensor>(withChanged(base, changed));
  for (const name of ['dense.weight', 'dense.bias', 'norm.weight', 'output.weight', 'output.bias']) {
    const own = trained.get(name);
    if (own) tensors.set(name, { shape: own.shape, values: () => own.values });
  }
  const classCount = model.labels.length;
  const graph = classifierGraph({ config, pooling, classCount, tensors }, writer);
  return onnxParts(graph, { name: 'Hone', version: honeVersion });
}
