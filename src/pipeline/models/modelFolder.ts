// what was chosen: a folder's files, some files, or one zip → the folder of a model among them.

import { zipEntries, type NamedFile } from '../../data/read/zipEntries';
import { Failure } from '../../domain/failures';
import { isModelFile, type ModelFolder } from './modelFiles';

/** Which of many files are a model. */
interface Place {
  /** What the model may be called; empty where no folder says it. */
  name: string;
  /** Path in what was chosen → name in the model's folder. */
  files: Map<string, string>;
}

/** Finds a model in what was chosen. Of a zip, only the model's own files are unpacked. @throws Failure `ModelBroken` */
export async function modelFolder(chosen: NamedFile[]): Promise<{ name: string; folder: ModelFolder }> {
  const [first] = chosen;
  const isZip = first && chosen.length === 1 && /\.zip$/i.test(first.path);
  const files = isZip ? await zipEntries(first.content, (paths) => new Set(placeOf(paths).files.keys())) : chosen;
  const place = placeOf(files.map(({ path }) => path));
  const folder = new Map<string, Blob>();
  for (const { path, content } of files) {
    const name = place.files.get(path);
    if (name !== undefined) folder.set(name, content);
  }
  const zipName = isZip ? first.path.replace(/\.zip$/i, '') : '';
  return { name: place.name || zipName || 'My model', folder };
}

/** The folder of the config.json highest up. A download without weights there has them in its page's folder. */
function placeOf(paths: string[]): Place {
  const configs = paths.filter((path) => fileOf(path) === 'config.json').sort((a, b) => depthOf(a) - depthOf(b));
  const weighed = new Set(paths.filter((path) => path.endsWith('.safetensors')).map(parentOf));
  const [top] = configs;
  if (top === undefined) {
    throw new Failure(
      'ModelBroken',
      'There is no config.json in this. Choose the folder of a Hugging Face model: config.json, model.safetensors and the tokenizer’s files.',
    );
  }
  const root = parentOf(top);
  const parent = parentOf(configs.find((path) => weighed.has(parentOf(path))) ?? top);
  const files = new Map<string, string>();
  for (const path of paths) {
    const name = path.slice(parent.length);
    if (path.startsWith(parent) && isModelFile(name)) files.set(path, name);
  }
  if (paths.includes(`${root}hone.json`)) files.set(`${root}hone.json`, 'hone.json');
  return { name: root.split('/').at(-2) ?? '', files };
}

const fileOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
const depthOf = (path: string) => path.split('/').length;
