// What a model's files are at its source: a hub, or a folder on any host.

import type { RemoteFile } from '../domain/baseModel';
import { Failure } from '../domain/failures';
import { isModelFile } from './modelFiles';

/**
 * How a file is asked for. Requests carry no cookies and no referrer: the source learns which file is wanted, and nothing
 * else. The hub sends on to where its large files lie; the page's own host must have its files itself, for what the
 * service worker answers is not held to this thread's policy on the way.
 */
export function plainRequest(url: string): RequestInit {
  const own = new URL(url).origin === self.location.origin;
  return {
    ...{ credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' },
    redirect: own ? 'error' : 'follow',
  };
}

/**
 * The files of a model with their hashes.
 *
 * A hub (or a mirror of one) lists them at `/api/models/<name>/tree/main`: large files with their SHA-256, small ones as
 * git names them. Any other host has them in the folder `<name>/` with a file SHA256SUMS, as `sha256sum` writes it.
 *
 * @param source the hub's address, without a slash at its end
 * @throws Failure `DownloadFailed`
 */
export async function listRemoteFiles(source: string, name: string): Promise<RemoteFile[]> {
  const tree = await ask(`${source}/api/models/${name}/tree/main`);
  const listing: unknown = tree.ok ? await tree.json().catch(() => null) : null;
  const files = Array.isArray(listing)
    ? listing.flatMap((entry: unknown) => hubFile(entry, `${source}/${name}/resolve/main`))
    : await folderFiles(`${source}/${name}`, tree.status);
  const wanted = chosen(files);
  if (wanted.some((file) => file.name.endsWith('.safetensors'))) return wanted;
  throw new Failure(
    'DownloadFailed',
    `${name} has no model.safetensors at ${source}. Convert it in Python (from_pretrained, then save_pretrained), and add that folder from disk.`,
  );
}

async function ask(url: string): Promise<Response> {
  try {
    return await fetch(url, plainRequest(url));
  } catch (cause) {
    throw new Failure(
      'DownloadFailed',
      `${new URL(url).host} could not be reached. Check the connection, or the address under Download from.`,
      { cause },
    );
  }
}

function hubFile(entry: unknown, base: string): RemoteFile[] {
  if (typeof entry !== 'object' || entry === null) return [];
  const { type, path, size, oid, lfs } = entry as Record<string, unknown>;
  if (type !== 'file' || typeof path !== 'string' || typeof size !== 'number') return [];
  const large = typeof lfs === 'object' && lfs !== null ? (lfs as Record<string, unknown>) : null;
  const hex = String(large ? large['oid'] : oid);
  const kind = large ? 'sha256' : 'git';
  if (!(kind === 'sha256' ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/).test(hex)) return [];
  return [{ name: path, url: `${base}/${path}`, size, hash: { kind, hex } }];
}

async function folderFiles(folder: string, status: number): Promise<RemoteFile[]> {
  const sums = await ask(`${folder}/SHA256SUMS`);
  const text = sums.ok ? await sums.text() : '';
  const files = text.split('\n').flatMap((line): RemoteFile[] => {
    const [, hex = '', name = ''] = /^([0-9a-f]{64}) [ *](.+?)\r?$/.exec(line) ?? [];
    const hash = { kind: 'sha256' as const, hex };
    return name ? [{ name, url: `${folder}/${name}`, size: null, hash }] : [];
  });
  if (files.length > 0) return files;
  throw new Failure(
    'DownloadFailed',
    `The model is not at ${folder} (answer ${status}). A hub must answer /api/models/…/tree/main; a folder of your own needs a file SHA256SUMS beside the model’s files.`,
  );
}

/** The files that are needed: of weights in one file and in several, those in one. */
function chosen(files: RemoteFile[]): RemoteFile[] {
  const known = files.filter(
    ({ name }) => isModelFile(name) && !/\.(bin|h5|msgpack|onnx|md)$/.test(name),
  );
  const single = known.some(({ name }) => name === 'model.safetensors');
  return single ? known.filter(({ name }) => !/-of-|\.index\.json$/.test(name)) : known;
}
