// The files of a base model that ships with the app.

import { Failure } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
import type { BaseModelId } from '../domain/recipe';

/** Built workers lie in assets/, unbuilt ones in workers/: the models are beside that folder. */
function fileUrl(model: BaseModelId, file: string): URL {
  return new URL(`../models/${model}/${file}`, self.location.href);
}

async function request(model: BaseModelId, file: string): Promise<Response> {
  const response = await fetch(fileUrl(model, file)).catch(() => null);
  if (response?.ok) return response;
  throw new Failure(
    'ModelMissing',
    `The model ${model} could not be loaded (${file}: ${response?.status ?? 'no connection'}). ` +
      'Connect once so that it can be kept for offline use, and try again.',
  );
}

/** A JSON file of a base model. @throws Failure `ModelMissing` */
export async function fetchModelJson(
  model: BaseModelId,
  file: 'config.json' | 'tokenizer.json' | 'tokenizer_config.json' | 'special_tokens_map.json',
): Promise<Record<string, unknown>> {
  const response = await request(model, file);
  return response.json() as Promise<Record<string, unknown>>;
}

/** A text file of a base model. @throws Failure `ModelMissing` */
export async function fetchModelText(model: BaseModelId, file: 'vocab.txt'): Promise<string> {
  return (await request(model, file)).text();
}

/** model.safetensors of a base model, with progress in bytes. @throws Failure `ModelMissing` */
export async function fetchModelWeights(
  model: BaseModelId,
  onProgress: ReportProgress,
): Promise<ArrayBuffer> {
  const response = await request(model, 'model.safetensors');
  const total = Number(response.headers.get('content-length'));
  if (!response.body || !total) return response.arrayBuffer();
  const bytes = new Uint8Array(total);
  let done = 0;
  for await (const chunk of response.body) {
    if (done + chunk.length > total) break;
    bytes.set(chunk, done);
    done += chunk.length;
    onProgress({ job: 'Loading model', done, total });
  }
  if (done === total) return bytes.buffer;
  // A length header that counts compressed bytes, or a cut connection: read again, and let the format decide.
  return (await request(model, 'model.safetensors')).arrayBuffer();
}
