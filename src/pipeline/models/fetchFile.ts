// One file from elsewhere → a file on this computer, going on where the last try was cut.

import { readBytes } from '../../data/read/bytes/byteStream';
import { gitBlobHash, sha256OfFile } from '../../data/read/bytes/fileHash';
import type { RemoteFile } from '../../domain/baseModel';
import { Failure } from '../../domain/failures';
import { stored } from '../../storage/database';
import { openModelFile, readModelFile } from '../../storage/baseModels';
import { plainRequest } from './remoteFiles';

/** A file is tried again as long as each try brings something, and this often when it brings nothing. */
const fruitlessTries = 3;
const pauseMilliseconds = 500;

/**
 * Fetches a file by byte ranges, and checks its hash. What is there already is not fetched again.
 *
 * @param onBytes hears how many bytes of the file are here
 * @throws Failure `DownloadFailed`; what arrived stays, unless its hash is wrong
 */
export async function fetchFile(model: string, file: RemoteFile, onBytes: (done: number) => void): Promise<void> {
  let fruitless = 0;
  for (;;) {
    const before = (await readModelFile(model, file.name)).size;
    onBytes(before);
    if (before > 0 && (file.size === null || before >= file.size)) {
      if (await isRight(model, file)) return;
      // Of unknown size: it may be the beginning of the file.
      if (file.size !== null) await empty(model, file);
    }
    const why = await appendRest(model, file, onBytes);
    const after = (await readModelFile(model, file.name)).size;
    if (why === '') {
      if (await isRight(model, file)) return;
      await empty(model, file);
      throw failed(file, 'what arrived is not that file: its SHA-256 is another');
    }
    fruitless = after > before ? 0 : fruitless + 1;
    if (fruitless === fruitlessTries) throw failed(file, why);
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
}

/** Fetches what is still missing. Gives why it broke off; empty when the body came to its end. */
async function appendRest(model: string, file: RemoteFile, onBytes: (done: number) => void): Promise<string> {
  const here = await openModelFile(model, file.name);
  try {
    const headers: HeadersInit = here.size > 0 ? { Range: `bytes=${here.size}-` } : {};
    const response = await fetch(file.url, { ...plainRequest(file.url), headers });
    if (response.status === 416) {
      await here.empty();
      return 'the server has another file';
    }
    if (!response.ok) {
      if (response.status < 500) throw failed(file, `answer ${response.status}`);
      return `answer ${response.status}`;
    }
    // A server without ranges sends the whole.
    if (response.status !== 206) await here.empty();
    for await (const bytes of readBytes(response.body ?? new Blob().stream())) {
      if (file.size !== null && here.size + bytes.length > file.size) {
        await here.empty();
        throw failed(file, 'what arrives is not that file: it is longer');
      }
      await stored('this model', () => here.append(bytes));
      onBytes(here.size);
    }
    return file.size !== null && here.size < file.size ? 'it broke off' : '';
  } catch (error) {
    // fetch and a body that breaks off reject with a TypeError.
    if (error instanceof TypeError) return 'no connection';
    throw error;
  } finally {
    await here.close();
  }
}

async function empty(model: string, { name }: RemoteFile): Promise<void> {
  const file = await openModelFile(model, name);
  await file.empty();
  await file.close();
}

async function isRight(model: string, { name, hash }: RemoteFile): Promise<boolean> {
  const file = await readModelFile(model, name);
  if (hash.kind === 'sha256') return (await sha256OfFile(file)) === hash.hex;
  return (await gitBlobHash(new Uint8Array(await file.arrayBuffer()))) === hash.hex;
}

function failed({ name, url }: RemoteFile, why: string): Failure {
  return new Failure(
    'DownloadFailed',
    `${name} did not arrive from ${new URL(url).host}: ${why}. Try again; what is here already is not fetched twice.`,
  );
}
