// files from disk → a base model on this computer.

import { quickHashOfFile, sha256OfFile } from '../../data/read/bytes/fileHash';
import type { NamedFile } from '../../data/read/archives/zipEntries';
import type { AddedModel, InstalledModel, KeptFile } from '../../domain/baseModel';
import type { ReportProgress } from '../../domain/progress';
import { architectures } from '../../encoder/architectures/architectures';
import { getBaseModel, keepFiles, removeModelFiles, removeModelOrphans, saveBaseModel } from '../../storage/baseModels';
import { keepClassifier } from './keepClassifier';
import { inspectModel, type InspectedModel } from './inspectModel';
import { modelFolder } from './modelFolder';

/**
 * Checks and keeps a model: a folder's files, some files, or one zip. Its record is written last.
 *
 * @throws Failure `ModelBroken`, `OutOfMemory`, `StorageFull`; nothing of it is left then
 */
export async function addModelFromDisk(chosen: NamedFile[], onProgress: ReportProgress): Promise<AddedModel> {
  const report = (done: number, detail: string) => onProgress({ job: 'Adding model', done, total: 4, detail });
  report(0, 'Reading');
  const { name, folder, notes } = await modelFolder(chosen);
  report(1, 'Checking');
  const found = await inspectModel(folder);
  const inspected = { ...found, notes: [...notes, ...found.notes] };
  report(2, 'Comparing');
  const files = await hashed(inspected);
  const weights = files.find((file) => file.name.endsWith('.safetensors'))?.sha256 ?? '';
  const { pooling, sizes } = inspected;
  // The same weights, pooled otherwise, are another model.
  const pooled = pooling === architectures[sizes.architecture].pooling ? '' : `-${pooling}`;
  const id = `${slug(name)}-${weights.slice(0, 6)}${pooled}`;
  const known = await getBaseModel(id);
  if (known) return added(known, inspected);
  report(3, 'Saving');
  await removeModelOrphans();
  const model = await install(id, name, inspected, files);
  report(4, 'Saving');
  return added(model, inspected);
}

async function install(
  id: string,
  name: string,
  { files: _, classifier: __, ...inspected }: InspectedModel,
  files: Awaited<ReturnType<typeof hashed>>,
): Promise<InstalledModel> {
  try {
    const kept = await keepFiles(id, files);
    const model: InstalledModel = {
      ...inspected,
      id,
      name,
      source: 'disk',
      hub: null,
      files: kept,
      installedAt: Date.now(),
    };
    await saveBaseModel(model);
    return model;
  } catch (error) {
    await removeModelFiles(id);
    throw error;
  }
}

/** A base model that is kept, and with it the classifier that it is. */
export async function added(model: InstalledModel, { classifier }: InspectedModel): Promise<AddedModel> {
  const { head } = model;
  const isClassifier = classifier !== null && head !== null;
  return {
    model,
    classifierId: isClassifier ? await keepClassifier({ ...model, head }, classifier) : null,
  };
}

/** The files of an inspected model with their hashes; an SHA-256 that is known already is not computed again. */
export async function hashed({ files }: InspectedModel, known: ReadonlyMap<string, string> = new Map()) {
  const found: (Omit<KeptFile, 'size'> & { content: Blob })[] = [];
  for (const [name, content] of files) {
    const sha256 = known.get(name) ?? (await sha256OfFile(content));
    found.push({ name, content, sha256, quickHash: await quickHashOfFile(content) });
  }
  return found;
}

/** A name that may stand in keys and paths. */
function slug(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return plain.replaceAll(/^-+|-+$/g, '').slice(0, 40) || 'model';
}
