// what was chosen: a folder's files, some files, or one zip → the folder of a model among them.

import { zipEntries, type NamedFile } from '../../data/read/archives/zipEntries';
import { Failure } from '../../domain/failures';
import { refuseAdapter } from './adapterAlone';
import { bestCheckpoint, checkpointStep } from './checkpoints';
import { adapterConfig, isModelFile, trainerState, type ModelFolder } from './modelFiles';

/** Which of many files are a model. */
interface Place {
  /** What the model may be called; empty where no folder says it. */
  name: string;
  /** Path in what was chosen → name in the model's folder. */
  files: Map<string, string>;
  /** Where several models were chosen, which was taken and why. */
  notes: string[];
}

export interface FoundFolder {
  name: string;
  folder: ModelFolder;
  notes: string[];
}

/** Finds a model in what was chosen. Of a zip, only the model's own files are unpacked. @throws Failure `ModelBroken` */
export async function modelFolder(chosen: NamedFile[]): Promise<FoundFolder> {
  const [first] = chosen;
  const isZip = first && chosen.length === 1 && /\.zip$/i.test(first.path);
  const given = isZip ? await zipEntries(first.content, wantedOfZip) : chosen;
  const files = given.map(({ path, content }) => ({ path: withSlashes(path), content }));
  const paths = files.map(({ path }) => path);
  if (!paths.some((path) => fileOf(path) === 'config.json')) await refuseAdapter(files);
  const states = files.filter(({ path }) => fileOf(path) === trainerState);
  const place = placeOf(paths, await bestCheckpoint(states));
  const folder = new Map<string, Blob>();
  for (const { path, content } of files) {
    const name = place.files.get(path);
    if (name !== undefined) folder.set(name, content);
  }
  const zipName = isZip ? first.path.replace(/\.zip$/i, '') : '';
  return { name: place.name || zipName || 'My model', folder, notes: place.notes };
}

/** Some programs of Windows write backslashes into a zip, against its specification. */
const withSlashes = (path: string) => path.replaceAll('\\', '/');

/** Of several checkpoints all are unpacked: which is best stands within them. */
function wantedOfZip(given: string[]): ReadonlySet<string> {
  const paths = given.map(withSlashes);
  const isCheckpoint = (path: string) => checkpointStep(parentOf(path)) !== null && isModelFile(fileOf(path));
  const wanted = paths.some((path) => fileOf(path) === 'config.json')
    ? placeOf(paths, null).files
    : new Set(paths.filter((path) => fileOf(path) === adapterConfig));
  return new Set(given.filter((_, at) => wanted.has(paths[at] ?? '') || isCheckpoint(paths[at] ?? '')));
}

/**
 * The folder of the config.json highest up; of checkpoints there, the best. A download without weights there has them in
 * its page's folder.
 */
function placeOf(paths: string[], best: string | null): Place {
  const configs = paths.filter((path) => fileOf(path) === 'config.json').sort((a, b) => depthOf(a) - depthOf(b));
  const [top] = configs;
  if (top === undefined) {
    throw new Failure(
      'ModelBroken',
      'There is no config.json in this. Choose the folder of a Hugging Face model: config.json, model.safetensors and the tokenizer’s files.',
    );
  }
  const root = parentOf(top);
  const weighed = new Set(paths.filter((path) => path.endsWith('.safetensors')).map(parentOf));
  const candidates = configs.map(parentOf).filter((path) => weighed.has(path));
  const level = candidates.filter((path) => depthOf(path) === depthOf(candidates[0] ?? ''));
  const { parent, notes } = chosenOf(level, best) ?? { parent: root, notes: [] };
  const files = new Map<string, string>();
  for (const path of paths) {
    const name = path.slice(parent.length);
    if (path.startsWith(parent) && isModelFile(name)) files.set(path, name);
  }
  if (paths.includes(`${root}hone.json`)) files.set(`${root}hone.json`, 'hone.json');
  return { name: root.split('/').at(-2) ?? '', files, notes };
}

/** Which of the models on one level is taken. @param best the checkpoint that its training calls best */
function chosenOf(level: string[], best: string | null): { parent: string; notes: string[] } | null {
  const [only, ...others] = level;
  if (only === undefined) return null;
  if (others.length === 0) return { parent: only, notes: [] };
  const named = level.find((path) => nameOf(path) === best);
  if (named !== undefined) {
    return {
      parent: named,
      notes: [`Of ${level.length} checkpoints, ${nameOf(named)}: trainer_state.json calls it the best.`],
    };
  }
  const last = [...level].sort((a, b) => (checkpointStep(b) ?? -1) - (checkpointStep(a) ?? -1))[0] ?? only;
  if (checkpointStep(last) !== null) {
    const why = best === null ? 'no trainer_state.json says which is best' : `the best, ${best}, is not here`;
    return { parent: last, notes: [`Of ${level.length} checkpoints, the last, ${nameOf(last)}: ${why}.`] };
  }
  const names = others.map(nameOf).slice(0, 5).join(', ');
  return {
    parent: only,
    notes: [`Of ${level.length} models here, ${nameOf(only)}; not ${names}. Add each by itself.`],
  };
}

const fileOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
const depthOf = (path: string) => path.split('/').length;
const nameOf = (folder: string) => folder.split('/').at(-2) ?? folder;
