// Where a page has its settings and the model's files from: beside it on a host, or inside it.

import { readBody } from '../data/read/bytes/byteStream';
import { Failure } from '../domain/failures';
import { embeddedSettings } from '../domain/ownPage';

/** Hears how many bytes of a file are there, of how many. */
type OnBytes = (done: number, total: number) => void;

/** What a page is made of. */
export interface PageFiles {
  /** page.json, not checked yet. @throws Failure `ModelMissing`, `ModelBroken` */
  settings(): Promise<unknown>;
  /** A file of the model. @throws Failure `ModelMissing`, `ModelBroken` */
  read(name: string, onBytes?: OnBytes): Promise<ArrayBuffer>;
}

/** The files in the folder `at`, on a host. */
export function servedFiles(at: string): PageFiles {
  return {
    settings: async () => parsedSettings(await (await answered(new URL('page.json', at))).text()),
    async read(name, onBytes) {
      const response = await answered(new URL(`model/${name}`, at));
      if (!onBytes) return response.arrayBuffer();
      const total = Number(response.headers.get('content-length'));
      return readBody(response, (done) => onBytes(done, total));
    },
  };
}

async function answered(url: URL): Promise<Response> {
  const name = url.pathname.split('/').slice(-2).join('/');
  const response = await fetch(url).catch(() => null);
  if (response?.ok) return response;
  const why = response ? `the server says ${response.status}` : 'there is no connection';
  throw new Failure(
    'ModelMissing',
    `${name} could not be loaded: ${why}. The whole folder of the download must lie beside this page. Reload to try again.`,
  );
}

/** The files in the page itself, as base64 in elements that say which they are; those of a large file follow one another. */
export function embeddedFiles(page: ParentNode): PageFiles {
  const read: PageFiles['read'] = async (name, onBytes) => {
    const elements = [...page.querySelectorAll<HTMLScriptElement>(`script[data-file="${name}"]`)];
    if (elements.length === 0) throw incomplete(name);
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let done = 0;
    for (const [index, element] of elements.entries()) {
      const piece = bytesOf(element.text, name);
      // As text it is a third larger, and of no more use.
      element.remove();
      pieces.push(piece);
      done += piece.length;
      onBytes?.(done, (done / (index + 1)) * elements.length);
      // How far it is can be drawn.
      await new Promise((resolve) => setTimeout(resolve));
    }
    const bytes = new Uint8Array(done);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes.buffer;
  };
  return {
    settings: async () => parsedSettings(new TextDecoder().decode(await read(embeddedSettings))),
    read,
  };
}

function bytesOf(base64: string, name: string): Uint8Array<ArrayBuffer> {
  try {
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    throw incomplete(name);
  }
}

const incomplete = (name: string) =>
  new Failure('ModelBroken', `This file is not whole: ${name} is missing in it. Copy or download it again.`);

function parsedSettings(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    throw new Failure('ModelBroken', 'page.json is not readable as JSON.');
  }
}
