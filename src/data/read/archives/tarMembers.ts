// The files in a tar archive (POSIX ustar and pax, and GNU's long names).

import { Failure } from '../../../domain/failures';
import { BlobWindow } from '../bytes/blobWindow';
import { fileSource, wholeBytes, type ByteSource } from '../bytes/byteSource';
import type { UnpackBudget } from './unpackBudget';

const blockLength = 512;

/** Whether bytes begin with a header of tar: its check sum tells, also where there is no `ustar` in it. */
export function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < blockLength || bytes[0] === 0) return false;
  const stated = octal(bytes, 148, 8);
  let sum = 0;
  // The check sum's own field counts as spaces.
  for (let at = 0; at < blockLength; at++) sum += at >= 148 && at < 156 ? 32 : (bytes[at] ?? 0);
  return stated === sum && sum > 0;
}

export interface TarMember {
  name: string;
  source: () => ByteSource;
}

/**
 * The files in an archive, each as a part of it.
 *
 * @throws Failure `BrokenArchive` where it is cut off or broken
 */
export async function tarMembers(name: string, archive: Blob, budget: UnpackBudget): Promise<TarMember[]> {
  const members: TarMember[] = [];
  const window = new BlobWindow(archive);
  let longName: string | null = null;
  for (let at = 0; at + blockLength <= archive.size;) {
    const header = await window.bytes(at, blockLength);
    if (header.every((byte) => byte === 0)) return members;
    if (!isTar(header)) throw brokenTar(name);
    const size = octal(header, 124, 12);
    const start = at + blockLength;
    if (!(start + size <= archive.size)) throw brokenTar(name);
    const content = archive.slice(start, start + size);
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L') longName = textIn(new Uint8Array(await content.arrayBuffer()));
    else if (type === 'x') longName = (await paxPath(content)) ?? longName;
    else if (type !== 'g') {
      if (type === '0' || type === '\0' || type === '7') {
        budget.addMember();
        const own = (longName ?? nameIn(header)).replace(/^(\.\/)+/, '');
        members.push({ name: own, source: () => partOf(own, content, window, start) });
      }
      longName = null;
    }
    at = start + Math.ceil(size / blockLength) * blockLength;
  }
  // Zeros end it.
  throw brokenTar(name);
}

function partOf(name: string, content: Blob, window: BlobWindow, start: number): ByteSource {
  const { size } = content;
  const source = fileSource(name, content);
  return size <= wholeBytes ? { ...source, whole: () => window.bytes(start, size) } : source;
}

/** A number in octal digits, or, from eight gigabytes on, in bytes. */
function octal(bytes: Uint8Array, from: number, length: number): number {
  const field = bytes.subarray(from, from + length);
  if (((field[0] ?? 0) & 0x80) !== 0) return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
  return Number.parseInt(textIn(field).trim() || '0', 8);
}

function nameIn(header: Uint8Array): string {
  const [name, prefix] = [textIn(header.subarray(0, 100)), textIn(header.subarray(345, 500))];
  const isUstar = textIn(header.subarray(257, 263)) === 'ustar';
  return isUstar && prefix !== '' ? `${prefix}/${name}` : name;
}

/** Up to the first NUL. */
function textIn(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end));
}

/** The path in a pax header: lines of a length, a space, `key=value`. */
async function paxPath(content: Blob): Promise<string | null> {
  const text = await content.text();
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(text)?.[1] ?? null;
}

function brokenTar(name: string): Failure {
  return new Failure(
    'BrokenArchive',
    `“${name}” is a tar archive that is broken or cut off. Copy it here again, or unpack it, and drop the tables in it here.`,
  );
}
