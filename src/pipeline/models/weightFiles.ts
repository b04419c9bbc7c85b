// The files of a model's weights: found, and opened.

import { blobBytes } from '../../data/read/bytes/blobBytes';
import { Failure } from '../../domain/failures';
import { readSafetensors, type StoredTensor } from '../../tensor/safetensors';
import { bytes } from '../../words/numbers';
import { adapterAlone } from './adapterAlone';
import { adapterConfig, broken, foreignWeights, readJson, weightNames, type ModelFolder } from './modelFiles';

/** More cannot be in one browser tab's memory beside what training needs. */
const largestWeights = 2 ** 31;

/** The safetensors files: one, or the shards that an index names. @throws Failure `ModelBroken`, `OutOfMemory` */
export async function weightFiles(folder: ModelFolder): Promise<{ name: string; content: Blob }[]> {
  const single = folder.get('model.safetensors');
  if (single) return checkedSize([{ name: 'model.safetensors', content: single }]);
  const indexName = 'model.safetensors.index.json';
  if (!folder.has(indexName)) {
    if (folder.has(adapterConfig)) throw await adapterAlone(folder);
    const foreign = [...folder.keys()].find((name) => foreignWeights.test(name));
    throw foreign ? inAnotherFormat(foreign) : broken('model.safetensors is missing');
  }
  const index = await readJson(folder, indexName);
  const map = index['weight_map'];
  const names = new Set(typeof map === 'object' && map !== null ? Object.values(map) : []);
  if (names.size === 0) throw broken(`${indexName} names no files`);
  return checkedSize(
    [...names].map((name) => {
      const content = typeof name === 'string' && weightNames.test(name) && folder.get(name);
      if (content) return { name: String(name), content };
      throw broken(`${String(name).slice(0, 80)}, which ${indexName} names, is missing`);
    }),
  );
}

function checkedSize(files: { name: string; content: Blob }[]) {
  const total = files.reduce((sum, { content }) => sum + content.size, 0);
  if (total < largestWeights) return files;
  throw new Failure(
    'OutOfMemory',
    `This model has ${bytes(total)} of weights, and a browser tab can hold about 2 GB. Choose a smaller one, or save it in half precision.`,
  );
}

/** The tensors of all of them. @throws Failure `ModelBroken` */
export function readShards(files: { name: string; content: Blob }[]): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const { name, content } of files) {
    for (const [tensor, value] of readSafetensors(blobBytes(content))) {
      if (tensors.has(tensor)) throw broken(`the weight “${tensor}” is in ${name} and before`);
      tensors.set(tensor, value);
    }
  }
  return tensors;
}

function inAnotherFormat(name: string): Failure {
  return new Failure(
    'ModelBroken',
    `This folder has its weights as ${name}, and Hone reads only safetensors${name.endsWith('.bin') ? ': a .bin file can run a program when it is opened' : ''}. ` +
      'Convert it once in Python: from transformers import AutoModelForSequenceClassification as M; ' +
      'M.from_pretrained("folder").save_pretrained("folder", safe_serialization=True). Then add the folder again.',
  );
}
