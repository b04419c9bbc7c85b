// Each part that can be taken away: its files, made from the same source. A part's files may be written lazily, and come
// after one another, so that two copies of the weights are never in memory.

import type { ExportPart } from '../../domain/exportParts';
import type { ArchiveFile } from '../../export/archive';
import { adapterFiles } from './adapterPart';
import type { ExportSource } from './exportSource';
import { huggingFaceFiles } from './huggingFacePart';
import { onnxFiles, quantizedOnnxFiles } from './onnxPart';
import { ownPageFiles } from './ownPagePart';
import { trainingFiles } from './trainingPart';

/** Gives a part's files. */
export type PartFiles = (source: ExportSource) => ArchiveFile[] | Promise<ArchiveFile[]>;

export const partFiles: Readonly<Record<ExportPart, PartFiles>> = {
  huggingFace: huggingFaceFiles,
  onnx: onnxFiles,
  onnxQuantized: quantizedOnnxFiles,
  adapter: adapterFiles,
  ownPage: ownPageFiles,
  training: trainingFiles,
};
