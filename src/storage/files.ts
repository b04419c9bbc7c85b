// Large binary files in the origin private file system.

import { stored } from './database';

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle('activations', { create: true });
}

/** Writes a whole file, replacing one of that name; the old one stays until the new one is complete. */
export async function writeFile(name: string, pieces: AsyncIterable<Float32Array<ArrayBuffer>>): Promise<void> {
  await stored('the encoded texts', async () => {
    const handle = await (await folder()).getFileHandle(name, { create: true });
    const stream = await handle.createWritable();
    try {
      for await (const piece of pieces) await stream.write(piece);
      await stream.close();
    } catch (error) {
      await stream.abort().catch(() => {});
      throw error;
    }
  });
}

/** A file's bytes, or `undefined` when there is none of that name. */
export async function readFile(name: string): Promise<ArrayBuffer | undefined> {
  try {
    const handle = await (await folder()).getFileHandle(name);
    return await (await handle.getFile()).arrayBuffer();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
    throw error;
  }
}

/** Removes a file if it is there. */
export async function removeFile(name: string): Promise<void> {
  try {
    await (await folder()).removeEntry(name);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  }
}
