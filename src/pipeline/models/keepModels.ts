// The base models' files → a cache, from which the service worker answers with the network off.

import { readBody } from '../../data/read/byteStream';
import { sha256 as hashOf } from '../../data/read/fileHash';
import { modelCacheName } from '../../domain/modelCache';

/**
 * Puts every model file that is not there yet into the cache, each checked by its hash.
 *
 * @param base the page's address, which the files' paths start from
 * @throws Error in words when a file does not arrive whole
 */
export async function keepModels(base: string, onProgress: (share: number) => void): Promise<void> {
  const cache = await caches.open(modelCacheName);
  const total = __MODEL_FILES__.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  for (const { path, size, sha256 } of __MODEL_FILES__) {
    const url = new URL(path, base).href;
    if (!(await cache.match(url))) {
      const report = (done: number) => onProgress((before + done) / total);
      const bytes = await fetchChecked(url, sha256, report);
      const headers = {
        'Content-Length': String(size),
        'Content-Type': 'application/octet-stream',
      };
      await cache.put(url, new Response(bytes, { headers }));
    }
    before += size;
    onProgress(before / total);
  }
  await removeOldModels();
}

/** A file whose hash is right; when a connection breaks or the browser's cache holds another, it is asked for again. */
async function fetchChecked(url: string, sha256: string, onBytes: (done: number) => void): Promise<ArrayBuffer> {
  for (const cache of ['default', 'reload'] as const) {
    try {
      const response = await fetch(url, { cache });
      const bytes = await readBody(response, onBytes);
      if (response.ok && (await hashOf(bytes)) === sha256) return bytes;
    } catch (error) {
      // fetch and a body that breaks off reject with a TypeError.
      if (!(error instanceof TypeError)) throw error;
    }
  }
  throw new Error('a model file did not arrive whole; reload the page to try again');
}

async function removeOldModels(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('hone-models-') && name !== modelCacheName) await caches.delete(name);
  }
}
