// a model of the catalogue at its source → a base model on this computer.

import type { AddedModel, BaseModelId, InstalledModel, RemoteFile } from '../../domain/baseModel';
import { fromCatalogue } from '../../domain/catalogue';
import { Failure } from '../../domain/failures';
import type { ReportProgress } from '../../domain/progress';
import {
  deleteBaseModel,
  keepFiles,
  listDownloads,
  readModelFile,
  removeModelFiles,
  removeModelOrphans,
  saveBaseModel,
  saveDownload,
} from '../../storage/baseModels';
import { added, hashed } from './addModel';
import { fetchFile } from './fetchFile';
import { inspectModel, type InspectedModel } from './inspectModel';
import { listRemoteFiles } from './remoteFiles';
import { bytes } from '../../words/numbers';

/**
 * Downloads a model, or goes on with a download that was cut. Its record is written last, when all files are whole, their
 * hashes right, and the model one that Hone can use.
 *
 * @param source address of a hub, or of a folder with one folder a model
 * @throws Failure `DownloadFailed`, `ModelBroken`, `StorageFull`
 */
export async function downloadModel(id: BaseModelId, source: string, onProgress: ReportProgress): Promise<AddedModel> {
  const entry = fromCatalogue(id);
  if (!entry) throw new Failure('DownloadFailed', `Hone knows no model ${id} to download.`);
  await removeModelOrphans();
  const files = await listRemoteFiles(source.replace(/\/+$/, ''), entry.hub);
  await forgetIfChanged(id, files);
  await saveDownload({ id, source, files });
  const sizes = files.map(({ size }) => size ?? 0);
  const total = sizes.includes(0) ? entry.downloadBytes : sizes.reduce((a, b) => a + b, 0);
  const report = speedReporter(total, onProgress);
  let before = 0;
  for (const file of files) {
    await fetchFile(id, file, (done) => report(before + done));
    before += (await readModelFile(id, file.name)).size;
  }
  report(total);
  return install(id, files);
}

async function install(id: BaseModelId, remote: RemoteFile[]): Promise<AddedModel> {
  const folder = new Map<string, Blob>();
  for (const { name } of remote) folder.set(name, await readModelFile(id, name));
  const entry = fromCatalogue(id);
  let installed: { model: InstalledModel; inspected: InspectedModel };
  try {
    const inspected = await inspectModel(folder);
    const arrived = remote.filter(
      ({ name, hash }) => hash.kind === 'sha256' && inspected.files.get(name) === folder.get(name),
    );
    const known = new Map(arrived.map(({ name, hash }) => [name, hash.hex]));
    const files = await hashed(inspected, known);
    const kept = new Map(files.map(({ content, ...file }) => [file.name, { ...file, size: content.size }]));
    // What was made from other files is written; the rest is here already.
    await keepFiles(
      id,
      files.filter(({ name, content }) => folder.get(name) !== content),
    );
    const { files: _, classifier: __, ...rest } = inspected;
    const model: InstalledModel = {
      ...rest,
      id,
      name: id,
      source: 'hub',
      hub: entry?.hub ?? null,
      license: entry?.license ?? rest.license,
      languages: entry?.languages ?? '',
      files: [...kept.values()],
      installedAt: Date.now(),
    };
    await saveBaseModel(model);
    installed = { model, inspected };
  } catch (error) {
    // A model that can't be used would not become better by keeping it.
    if (error instanceof Failure && error.code !== 'StorageFull') await deleteBaseModel(id);
    throw error;
  }
  return added(installed.model, installed.inspected);
}

/** Parts of other files than those at the source now are of no use. */
async function forgetIfChanged(id: BaseModelId, files: { name: string; hash: { hex: string } }[]): Promise<void> {
  const begun = (await listDownloads()).find((download) => download.id === id);
  const hashes = (of: typeof files) => of.map(({ name, hash }) => `${name} ${hash.hex}`).join();
  if (!begun || hashes(begun.files) !== hashes(files)) await removeModelFiles(id);
}

/** Milliseconds between two reports, unless a hundredth came meanwhile. */
const reportEvery = 200;

/** Reports bytes with the speed of the last seconds. */
function speedReporter(total: number, onProgress: ReportProgress): (done: number) => void {
  const marks: { at: number; done: number }[] = [];
  return (done) => {
    const at = performance.now();
    const last = marks.at(-1);
    const small = last && done >= last.done && done - last.done < total / 100;
    if (small && at - last.at < reportEvery && done < total) return;
    marks.push({ at, done });
    if (marks.length > 20) marks.shift();
    const [first] = marks;
    const speed = first && at > first.at ? (done - first.done) / ((at - first.at) / 1000) : 0;
    const detail = `${bytes(done)} of ${bytes(total)}${speed > 0 ? `, ${bytes(speed)}/s` : ''}`;
    onProgress({ job: 'Downloading model', done: Math.min(done, total), total, detail });
  };
}
