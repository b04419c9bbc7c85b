// What a model's files are at its source: a hub, or a folder on any host.

import type { RemoteFile } from '../../domain/baseModel';
import { Failure } from '../../domain/failures';
import { isDownloaded } from './modelFiles';
import { poolingFile } from './readPooling';

/**
 * How a file is asked for. Requests carry no cookies and no referrer: the source learns which file is wanted, and nothing
 * else. The hub sends on to where its large files lie; the page's own host must have its files itself, for what the
 * service worker answers is not held to this thread's policy on the way.
 */
export function plainRequest(url: string): RequestInit {
  const own = new URL(url).origin === self.location.origin;
  return { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', redirect: own ? 'error' : 'follow' };
}

/**
 * The files of a model with their hashes.
 *
 * A hub (or a mirror of one) lists them at `/api/models/<name>/tree/main`: large files with their SHA-256, small ones as
 * git names them. Where it has no weights as safetensors, those that the hub's robot converted are taken. Any other host has them in the folder `<name>/` with a file SHA256SUMS, as `sha256sum` writes it.
 *
 * @param source the hub's address, without a slash at its end
 * @throws Failure `DownloadFailed`
 */
export async function listRemoteFiles(source: string, name: string): Promise<RemoteFile[]> {
  const treeUrl = `${source}/api/models/${name}/tree/main`;
  const tree = await ask(treeUrl);
  const listing = await listingOf(tree);
  const base = `${source}/${name}/resolve/main`;
  const listed = listing && [...hubFiles(listing, base), ...(await poolingFiles(listing, treeUrl, base))];
  const files = chosen(listed ?? (await folderFiles(`${source}/${name}`, tree.status)));
  if (files.some(isWeights)) return files;
  const weights = listed ? await convertedWeights(source, name) : [];
  if (weights.length > 0) return [...files, ...weights];
  throw new Failure(
    'DownloadFailed',
    `${name} has no model.safetensors at ${source}. Convert it in Python (from_pretrained, then save_pretrained), and add that folder from disk.`,
  );
}

const isWeights = ({ name }: RemoteFile) => name.endsWith('.safetensors');

/** What a hub lists of a revision; `null` where it is no listing. */
async function listingOf(tree: Response): Promise<unknown[] | null> {
  const listing: unknown = tree.ok ? await tree.json().catch(() => null) : null;
  return Array.isArray(listing) ? listing : null;
}

const hubFiles = (listing: unknown[], base: string) => listing.flatMap((entry) => hubFile(entry, base));

/** The files of a sentence encoder's pooling, which lie in a folder of their own. @throws Failure `DownloadFailed` */
async function poolingFiles(listing: unknown[], treeUrl: string, base: string): Promise<RemoteFile[]> {
  const folder = poolingFile.slice(0, poolingFile.indexOf('/'));
  const has = listing.some((entry) => isRecord(entry) && entry['type'] === 'directory' && entry['path'] === folder);
  if (!has) return [];
  const address = `${treeUrl}/${folder}`;
  const tree = await ask(address);
  const own = await listingOf(tree);
  if (own) return hubFiles(own, base);
  throw new Failure(
    'DownloadFailed',
    `The hub lists the folder ${folder} and not its files (${address}: ${tree.status}).`,
  );
}

/**
 * The weights that the hub's own robot converted and offers as a change to a model without model.safetensors:
 * transformers loads these too (its safetensors_conversion.py). None where there is no such offer.
 */
async function convertedWeights(source: string, name: string): Promise<RemoteFile[]> {
  const offers = 'discussions?author=SFconvertbot&type=pull_request&status=open';
  const answer = await ask(`${source}/api/models/${name}/${offers}`);
  const number = answer.ok ? offerIn(await answer.json().catch(() => null)) : null;
  if (number === null) return [];
  const revision = `refs%2Fpr%2F${number}`;
  const tree = await ask(`${source}/api/models/${name}/tree/${revision}`);
  const files = hubFiles((await listingOf(tree)) ?? [], `${source}/${name}/resolve/${revision}`);
  return chosen(files).filter(isWeights);
}

/** Anyone may offer a change: only the robot's count, and only under its title. */
function offerIn(answer: unknown): number | null {
  if (!isRecord(answer) || !Array.isArray(answer['discussions'])) return null;
  for (const offer of answer['discussions'] as unknown[]) {
    if (!isRecord(offer) || !isRecord(offer['author'])) continue;
    const { num, title, status, isPullRequest } = offer;
    const isConversion = title === 'Adding `safetensors` variant of this model';
    if (!isConversion || status !== 'open' || isPullRequest !== true) continue;
    if (offer['author']['name'] === 'SFconvertbot' && Number.isSafeInteger(num)) return Number(num);
  }
  return null;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

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
  if (!isRecord(entry)) return [];
  const { type, path, size, oid, lfs } = entry;
  if (type !== 'file' || typeof path !== 'string' || typeof size !== 'number') return [];
  const large = isRecord(lfs) ? lfs : null;
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
  const known = files.filter(({ name }) => isDownloaded(name) && !/\.(bin|h5|msgpack|onnx|md)$/.test(name));
  const single = known.some(({ name }) => name === 'model.safetensors');
  return single ? known.filter(({ name }) => !/-of-|\.index\.json$/.test(name)) : known;
}
