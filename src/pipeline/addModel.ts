// files from disk → a base model on this computer.

import { sha256 } from '../data/hash';
import { zipEntries, type NamedFile } from '../data/zipEntries';
import type { InstalledModel } from '../domain/baseModel';
import { Failure } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
import {
  getBaseModel,
  keepFiles,
  removeModelFiles,
  removeModelOrphans,
  saveBaseModel,
} from '../storage/baseModels';
import { inspectModel, isModelFile, type InspectedModel } from './inspectModel';

/**
 * Checks and keeps a model: a folder's files, some files, or one zip. Its record is written last.
 *
 * @throws Failure `ModelBroken`, `OutOfMemory`, `StorageFull`; nothing of it is left then
 */
export async function addModelFromDisk(
  chosen: NamedFile[],
  onProgress: ReportProgress,
): Promise<InstalledModel> {
  const report = (done: number, detail: string) =>
    onProgress({ job: 'Adding model', done, total: 4, detail });
  report(0, 'Reading');
  const { name, folder } = await modelFolder(chosen);
  report(1, 'Checking');
  const inspected = await inspectModel(folder);
  report(2, 'Comparing');
  const files = await hashed(inspected);
  const weights = files.find((file) => file.name.endsWith('.safetensors'))?.sha256 ?? '';
  const id = `${slug(name)}-${weights.slice(0, 6)}`;
  const known = await getBaseModel(id);
  if (known) return known;
  report(3, 'Saving');
  await removeModelOrphans();
  try {
    const kept = await keepFiles(id, files);
    const { files: _, ...rest } = inspected;
    const model: InstalledModel = {
      ...{ ...rest, id, name, source: 'disk', hub: null, files: kept },
      installedAt: Date.now(),
    };
    await saveBaseModel(model);
    report(4, 'Saving');
    return model;
  } catch (error) {
    await removeModelFiles(id);
    throw error;
  }
}

/** The files of an inspected model with their hashes. */
export function hashed({ files }: InspectedModel) {
  return Promise.all(
    [...files].map(async ([name, content]) => ({
      ...{ name, content },
      sha256: await sha256(await content.arrayBuffer()),
    })),
  );
}

/** The folder that has the config.json highest up, by what was chosen. */
async function modelFolder(
  chosen: NamedFile[],
): Promise<{ name: string; folder: Map<string, Blob> }> {
  const [first] = chosen;
  const isZip = first && chosen.length === 1 && /\.zip$/i.test(first.path);
  const files = isZip
    ? await zipEntries(first.content, (path) => isModelFile(path.split('/').at(-1) ?? ''))
    : chosen;
  const depth = (path: string) => path.split('/').length;
  const [config] = files
    .filter(({ path }) => path.split('/').at(-1) === 'config.json')
    .sort((a, b) => depth(a.path) - depth(b.path));
  if (!config) {
    throw new Failure(
      'ModelBroken',
      'There is no config.json in this. Choose the folder of a Hugging Face model: config.json, model.safetensors and the tokenizer’s files.',
    );
  }
  const parent = config.path.slice(0, -'config.json'.length);
  const inside = files.filter(
    ({ path }) => path.startsWith(parent) && isModelFile(path.slice(parent.length)),
  );
  const folder = new Map(inside.map(({ path, content }) => [path.slice(parent.length), content]));
  const zipName = isZip ? first.path.replace(/\.zip$/i, '') : '';
  return { name: parent.split('/').at(-2) || zipName || 'My model', folder };
}

/** A name that may stand in keys and paths. */
function slug(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return plain.replaceAll(/^-+|-+$/g, '').slice(0, 40) || 'model';
}
