// Hashes of files, in hexadecimal.

import { createSHA256, createXXHash3 } from 'hash-wasm';
import { readBytes } from './byteStream';

/** SHA-256 of bytes. */
export async function sha256(bytes: BufferSource): Promise<string> {
  return hexadecimal(await crypto.subtle.digest('SHA-256', bytes));
}

/** SHA-256 of a file of any size, of which no more than a piece is ever in memory: the browser's own takes only the whole. */
export async function sha256OfFile(file: Blob): Promise<string> {
  const hash = (await createSHA256()).init();
  for await (const piece of readBytes(file.stream())) hash.update(piece);
  return hash.digest('hex');
}

/**
 * xxHash3 of a file of any size: ten times as fast as SHA-256, so that it can be compared whenever the file is read. It finds
 * damage, and no ill will.
 */
export async function quickHashOfFile(file: Blob): Promise<string> {
  const hash = (await createXXHash3()).init();
  for await (const piece of readBytes(file.stream())) hash.update(piece);
  return hash.digest('hex');
}

/** How git names a file's content: SHA-1 of a header and the content. The hub gives it for small files. */
export async function gitBlobHash(bytes: Uint8Array): Promise<string> {
  const header = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const whole = new Uint8Array(header.length + bytes.length);
  whole.set(header);
  whole.set(bytes, header.length);
  return hexadecimal(await crypto.subtle.digest('SHA-1', whole));
}

function hexadecimal(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
