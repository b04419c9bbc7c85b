// Each part that can be taken away: its files, made from the same source. A part's files may be written lazily, and come
// after one another, so that two copies of the weights are never in memory.

import type { ExportPart } from '../../domain/exportParts';
import type { ArchiveFile } from '../../export/archive';
import type { ExportSource } from './exportSource';
import { huggingFaceFiles } from './huggingFacePart';
import { ownPageFiles } from './ownPagePart';

/** Gives a part's files. */
export type PartFiles = (source: ExportSource) => ArchiveFile[] | Promise<ArchiveFile[]>;

export const partFiles: Readonly<Record<ExportPart, PartFiles>> = {
  huggingFace: huggingFaceFiles,
  ownPage: ownPageFiles,
};
