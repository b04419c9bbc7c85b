// Large files beside the app: each is fetched once, whichever thread asks first, and kept in a cache. The others wait for
// it and hear how far it is.

import { readBody } from '../../data/read/bytes/byteStream';
import { sha256 as hashOf } from '../../data/read/bytes/fileHash';
import { modelCacheName } from '../../domain/modelCache';
import { withLock } from '../../jobs/lock';

/** A file as its address and hash name it. */
export interface WantedFile {
  url: string;
  sha256: string | undefined;
}

export interface FetchedFile {
  /** `null` when it did not arrive. */
  bytes: ArrayBuffer | null;
  /** Why it did not arrive. */
  why: string;
  /** Why it could not be kept. */
  notKept: unknown;
}

type OnBytes = (done: number, total: number) => void;

/** Connections are cut; once more is enough for a file that lies on the page's own host. */
const attempts = 2;

/** A file from the cache, or from the host; then it is in the cache, where there is one and it has room. */
export async function fetchOnce(wanted: WantedFile, onBytes: OnBytes = () => {}): Promise<FetchedFile> {
  const channel = new BroadcastChannel(`hone-bytes-of ${wanted.url}`);
  channel.onmessage = ({ data }: MessageEvent<[number, number]>) => onBytes(...data);
  try {
    return await withLock(`hone-fetch ${wanted.url}`, () => {
      channel.onmessage = null;
      return fetchNow(wanted, (done, total) => {
        onBytes(done, total);
        channel.postMessage([done, total]);
      });
    });
  } finally {
    channel.close();
  }
}

async function fetchNow({ url, sha256 }: WantedFile, onBytes: OnBytes): Promise<FetchedFile> {
  // A private window may have the name and refuse it.
  const cache = 'caches' in self ? await caches.open(modelCacheName).catch(() => null) : null;
  let why = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      const kept = attempt === 0 ? await cache?.match(url) : undefined;
      const response = kept ?? (await fetch(onHost(url), attempt === 0 ? {} : { cache: 'reload' }));
      const total = Number(response.headers.get('content-length'));
      const report = (done: number) => total > 0 && onBytes(Math.min(done, total), total);
      const bytes = response.ok ? await unpacked(await readBody(response, report)) : null;
      if (bytes && (await hashOf(bytes)) === sha256) {
        const notKept = kept || !cache ? null : await keep(cache, url, bytes);
        return { bytes, why: '', notKept };
      }
      why = bytes ? 'what came is another file' : `answer ${response.status}`;
      // What is kept is what is damaged: the host is asked next.
      if (bytes) await cache?.delete(url);
    } catch (error) {
      // fetch and a body that breaks off reject with a TypeError.
      if (!(error instanceof TypeError)) throw error;
      why = 'no connection';
    }
  }
  return { bytes: null, why, notKept: null };
}

/** Where a file lies on the host: the build packs weights (tools/build/modelFiles.ts). */
const onHost = (url: string) => (import.meta.env.PROD && url.endsWith('.safetensors') ? `${url}.gz` : url);

/** Some hosts say that a packed file is packed, and then the browser unpacks it: its first bytes tell. */
async function unpacked(bytes: ArrayBuffer): Promise<ArrayBuffer> {
  const [first, second] = new Uint8Array(bytes);
  if (first !== 0x1f || second !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  // What does not unpack is another file, as its hash says.
  return new Response(stream).arrayBuffer().catch(() => bytes);
}

/** Gives why it could not be kept; `null` when it was. */
async function keep(cache: Cache, url: string, bytes: ArrayBuffer): Promise<unknown> {
  const headers = {
    'Content-Length': String(bytes.byteLength),
    'Content-Type': url.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream',
  };
  return cache.put(url, new Response(bytes, { headers })).then(
    () => null,
    (error: unknown) => error,
  );
}
