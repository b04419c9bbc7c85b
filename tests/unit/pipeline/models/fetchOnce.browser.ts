// A large file is fetched by whoever asks first; others wait for it, and all know how far it is.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventually } from '../../../support/eventually';
import { sha256 as hashOf } from '../../../../src/data/read/bytes/fileHash';
import { modelCacheName } from '../../../../src/domain/modelCache';
import { fetchOnce } from '../../../../src/pipeline/models/fetchOnce';

const url = new URL('/models/large.bin', location.href).href;
const content = new Uint8Array(3000).map((_, at) => at % 251);

beforeEach(() => caches.delete(modelCacheName));
afterEach(() => void vi.restoreAllMocks());

/** A host that sends a file in three pieces, each when it is let go. */
function slowHost(sends: Uint8Array<ArrayBuffer> = content) {
  let next: () => void = () => {};
  const asked: string[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation((input) => {
    asked.push(String(input));
    let at = 0;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        async pull(controller) {
          if (at >= sends.length) return controller.close();
          await new Promise<void>((resolve) => (next = resolve));
          controller.enqueue(sends.slice(at, (at += 1000)));
        },
      },
      { highWaterMark: 0 },
    );
    return Promise.resolve(new Response(body, { headers: { 'content-length': String(sends.length) } }));
  });
  return { asked, send: () => next() };
}

test('two ask at once: the host is asked once, and both hear how far it is', async () => {
  const sha256 = await hashOf(content);
  const host = slowHost();
  const [first, second] = [vi.fn(), vi.fn()];
  const both = Promise.all([fetchOnce({ url, sha256 }, first), fetchOnce({ url, sha256 }, second)]);
  for (const done of [1000, 2000, 3000]) {
    await eventually(() => {
      host.send();
      expect(first).toHaveBeenCalledWith(done, 3000);
    });
    await eventually(() => expect(second).toHaveBeenCalledWith(done, 3000));
  }
  const files = await both;
  expect(files.map(({ bytes }) => bytes && new Uint8Array(bytes))).toEqual([content, content]);
  expect(host.asked).toEqual([url]);
  expect(await (await caches.match(url))?.arrayBuffer()).toEqual(content.buffer);
});

test('another file than the wanted is asked for again, is not kept, and is said', async () => {
  const sha256 = await hashOf(content);
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response('another')));
  expect(await fetchOnce({ url, sha256 })).toEqual({ bytes: null, why: 'what came is another file', notKept: null });
  expect(await caches.match(url)).toBeUndefined();
});

test('a packed file is unpacked, whether or not the browser was told', async () => {
  const sha256 = await hashOf(content);
  const packed = await new Response(
    new Blob([content]).stream().pipeThrough(new CompressionStream('gzip')),
  ).arrayBuffer();
  for (const sent of [packed, content]) {
    await caches.delete(modelCacheName);
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response(sent)));
    const { bytes } = await fetchOnce({ url, sha256 });
    expect(bytes && new Uint8Array(bytes)).toEqual(content);
    expect(await (await caches.match(url))?.arrayBuffer()).toEqual(content.buffer);
  }
});

test('where it can’t be kept it is given all the same, and why is told', async () => {
  const sha256 = await hashOf(content);
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response(content)));
  const full = new DOMException('No room.', 'QuotaExceededError');
  vi.spyOn(Cache.prototype, 'put').mockRejectedValue(full);
  const { bytes, notKept } = await fetchOnce({ url, sha256 });
  expect(bytes && new Uint8Array(bytes)).toEqual(content);
  expect(notKept).toBe(full);
});
