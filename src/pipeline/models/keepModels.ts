// The base models' files and ONNX Runtime's → a cache, from which the service worker answers with the network off. They
// are large: the service worker is ready before they came.

import onnxRuntime from 'onnxruntime/ort-wasm-simd-threaded.wasm?url';
import { modelCacheName } from '../../domain/modelCache';
import { fetchOnce } from './fetchOnce';

/** In the order in which they come: an export alone asks for ONNX Runtime. */
const largeFiles = [...__MODEL_FILES__, { path: onnxRuntime, ...__ONNX_RUNTIME__ }];

/**
 * Puts every large file that is not there yet into the cache, each checked by its hash.
 *
 * @param base the page's address, which the files' paths start from
 * @throws Error in words when a file does not arrive whole
 */
export async function keepModels(base: string, onProgress: (share: number) => void): Promise<void> {
  const cache = await caches.open(modelCacheName);
  const total = largeFiles.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  const urls = new Set<string>();
  for (const { path, size, sha256 } of largeFiles) {
    const url = new URL(path, base).href;
    urls.add(url);
    if (!(await cache.match(url))) {
      const { bytes, notKept } = await fetchOnce({ url, sha256 }, (done, ofAll) =>
        onProgress((before + (size * done) / ofAll) / total),
      );
      if (!bytes) throw new Error('a file did not arrive whole; reload the page to try again');
      if (notKept) throw notKept;
    }
    before += size;
    onProgress(before / total);
  }
  await removeOld(cache, urls);
}

async function removeOld(cache: Cache, urls: ReadonlySet<string>): Promise<void> {
  for (const request of await cache.keys()) if (!urls.has(request.url)) await cache.delete(request);
  for (const name of await caches.keys()) {
    if (name.startsWith('hone-models-') && name !== modelCacheName) await caches.delete(name);
  }
}
