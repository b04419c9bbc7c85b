// The members of a gzip file. Tools write several one after another (bgzip, cat, log rotation) and fill up with zeros;
// DecompressionStream reads only the first, and calls the rest an error.

import { readBytes } from '../bytes/byteStream';

/** A member is tried by unpacking it: no more than this of times its size, as `isProportionate` in `unpack.ts` asks. */
export type MayUnpack = (unpacked: number, packed: number) => boolean;

/** Bytes of a member's header that never change in length (RFC 1952). */
const headerLength = 10;
const trailerLength = 8;

/** The members of a gzip file, each as a blob; one that is broken is the last, with all that follows. */
export async function gzipMembers(file: Blob, mayUnpack: MayUnpack): Promise<Blob[]> {
  const members: Blob[] = [];
  let start = 0;
  for (const next of await likelyStarts(file)) {
    const member = file.slice(start, next);
    if (!(await isWhole(member, mayUnpack))) continue;
    members.push(member);
    start = next;
  }
  const last = file.slice(start);
  return [...members, (await withoutPadding(last, mayUnpack)) ?? last];
}

/** Where a header may begin, the first left out. */
async function likelyStarts(file: Blob): Promise<number[]> {
  const starts: number[] = [];
  let before = new Uint8Array();
  let at = 0;
  for await (const piece of readBytes(file.stream())) {
    const bytes = new Uint8Array(before.length + piece.length);
    bytes.set(before);
    bytes.set(piece, before.length);
    const offset = at - before.length;
    for (let index = bytes.indexOf(0x1f); index >= 0; index = bytes.indexOf(0x1f, index + 1)) {
      if (index + headerLength > bytes.length) break;
      if (offset + index > 0 && isHeader(bytes, index)) starts.push(offset + index);
    }
    at += piece.length;
    before = bytes.slice(-headerLength + 1);
  }
  return [...new Set(starts)];
}

/** Whether a header is here: deflate, flags that exist, a level and a system that exist. */
function isHeader(bytes: Uint8Array, at: number): boolean {
  const [id = 0, method = 0, flags = 0] = bytes.subarray(at + 1, at + 4);
  const [level = 0, system = 0] = bytes.subarray(at + 8, at + 10);
  if (id !== 0x8b || method !== 8 || flags > 0x1f) return false;
  return [0, 2, 4].includes(level) && (system <= 13 || system === 255);
}

/** A member without the zeros after it, of which some may be the end of its length; `null` where there are none. */
async function withoutPadding(member: Blob, mayUnpack: MayUnpack): Promise<Blob | null> {
  const end = new Uint8Array(await member.slice(-trailerLength).arrayBuffer());
  if (end.some((byte) => byte !== 0)) return null;
  const filled = await lastFilled(member);
  for (let zeros = 0; zeros < trailerLength; zeros++) {
    const unpadded = member.slice(0, filled + zeros);
    if (await isWhole(unpadded, mayUnpack)) return unpadded;
  }
  return null;
}

/** How long a blob is without the zeros at its end. */
async function lastFilled(blob: Blob): Promise<number> {
  let filled = 0;
  let at = 0;
  for await (const piece of readBytes(blob.stream())) {
    for (let index = piece.length - 1; index >= 0; index--) {
      if (piece[index] === 0) continue;
      filled = at + index + 1;
      break;
    }
    at += piece.length;
  }
  return filled;
}

/** Whether bytes are one whole member. */
async function isWhole(member: Blob, mayUnpack: MayUnpack): Promise<boolean> {
  let unpacked = 0;
  try {
    for await (const { length } of readBytes(member.stream().pipeThrough(new DecompressionStream('gzip')))) {
      unpacked += length;
      if (!mayUnpack(unpacked, member.size)) return false;
    }
    return true;
  } catch {
    return false;
  }
}
