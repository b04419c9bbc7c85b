// A trained model → files that other tools load: the chosen parts (export/parts.ts) in one zip.

import { exportParts, type ExportChoice } from '../domain/exportParts';
import type { ReportProgress } from '../domain/progress';
import { predictionsOf } from '../evaluation/predictions';
import { zip, type ArchiveFile } from '../export/archive';
import { report } from '../export/report';
import { getModel, getPredictions } from '../storage/models';
import { commonFiles } from './export/commonFiles';
import { openExport } from './export/exportSource';
import { partFiles } from './export/parts';

/** The chosen parts of a model as a zip whose root is a Hugging Face folder. @throws Failure `ModelMissing` */
export async function exportModel(
  modelId: string,
  choice: ExportChoice,
  honeVersion: string,
  onProgress: ReportProgress,
): Promise<Blob> {
  const progress: ReportProgress = (loading) => onProgress({ ...loading, job: 'Exporting' });
  const source = await openExport(modelId, choice, honeVersion, progress);
  const files: ArchiveFile[] = [];
  for (const part of exportParts.filter((name) => choice.parts.includes(name))) {
    files.push(...(await partFiles[part](source)));
  }
  files.push(...(await commonFiles(source)));
  return zip(files, new Date(source.model.createdAt));
}

/** The run as report.json. @throws Failure `ModelMissing` */
export async function exportReport(modelId: string, honeVersion: string): Promise<Blob> {
  const model = await getModel(modelId);
  const stored = await getPredictions(modelId);
  const predictions = predictionsOf(stored, model);
  const content = report(model, predictions, stored.splitRows, honeVersion);
  return new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: 'application/json' });
}
