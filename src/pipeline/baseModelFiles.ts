// The files of a base model that ships with the app.

import { readBody } from '../data/byteStream';
import { Failure } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
import type { BaseModelId } from '../domain/recipe';

/** Built workers lie in assets/, unbuilt ones in workers/: the models are beside that folder. */
function fileUrl(model: BaseModelId, file: string): URL {
  return new URL(`../models/${model}/${file}`, self.location.href);
}

/** A JSON file of a base model. @throws Failure `ModelMissing` */
export async function fetchModelJson(
  model: BaseModelId,
  file: 'config.json' | 'tokenizer.json' | 'tokenizer_config.json' | 'special_tokens_map.json',
): Promise<Record<string, unknown>> {
  const response = new Response(await fetchFile(model, file));
  return response.json() as Promise<Record<string, unknown>>;
}

/** A text file of a base model. @throws Failure `ModelMissing` */
export async function fetchModelText(model: BaseModelId, file: 'vocab.txt'): Promise<string> {
  return new Response(await fetchFile(model, file)).text();
}

/** model.safetensors of a base model, with progress in bytes. @throws Failure `ModelMissing` */
export function fetchModelWeights(
  model: BaseModelId,
  onProgress: ReportProgress,
): Promise<ArrayBuffer> {
  return fetchFile(model, 'model.safetensors', (done, total) =>
    onProgress({ job: 'Loading model', done, total }),
  );
}

/** Connections are cut; once more is enough for a file that lies on the page's own host. */
const attempts = 2;

async function fetchFile(
  model: BaseModelId,
  file: string,
  onBytes: (done: number, total: number) => void = () => {},
): Promise<ArrayBuffer> {
  let why = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      const response = await fetch(fileUrl(model, file));
      const total = Number(response.headers.get('content-length'));
      const report = (done: number) => total > 0 && onBytes(Math.min(done, total), total);
      if (response.ok) return await readBody(response, report);
      why = `answer ${response.status}`;
    } catch (error) {
      // fetch and a body that breaks off reject with a TypeError.
      if (!(error instanceof TypeError)) throw error;
      why = 'no connection';
    }
  }
  throw new Failure(
    'ModelMissing',
    `The model ${model} could not be loaded (${file}: ${why}). ` +
      'Connect once so that it can be kept for offline use, and try again.',
  );
}
