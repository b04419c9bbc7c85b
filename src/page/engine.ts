// The page's worker: loads the model from beside the page, and answers one request after another.

import { readBody } from '../data/read/bytes/byteStream';
import { Failure } from '../domain/failures';
import { pageModelFiles } from '../domain/ownPage';
import type { Ask, Told } from './messages';
import { PageClassifier } from './pageClassifier';
import { readPageSettings } from './settings';

/** Bytes between two reports of progress. */
const bytesPerReport = 2 ** 19;

/** Answers what it is asked, from the model in the folder `at`. */
export function startEngine(at: string, tell: (message: Told) => void): (ask: Ask) => void {
  const loading = load(at, tell);
  loading.catch((error: unknown) => tell({ kind: 'failed', id: null, message: inWords(error) }));
  let last: Promise<unknown> = loading.catch(() => {});
  const answer = async ({ id, texts }: Ask) => {
    try {
      const answers = await (await loading).classify(texts);
      tell({ kind: 'answers', id, answers });
    } catch (error) {
      tell({ kind: 'failed', id, message: inWords(error) });
    }
  };
  return (ask) => {
    last = last.then(() => answer(ask));
  };
}

async function load(at: string, tell: (message: Told) => void): Promise<PageClassifier> {
  const settings = readPageSettings(await readSettings(at));
  const read = async (name: string) => {
    const response = await answered(new URL(`model/${name}`, at));
    if (name !== pageModelFiles.weights) return response.arrayBuffer();
    const total = Number(response.headers.get('content-length'));
    let told = -Infinity;
    return readBody(response, (done) => {
      if (done < told + bytesPerReport && done !== total) return;
      told = done;
      tell({ kind: 'loading', done, total });
    });
  };
  const classifier = await PageClassifier.load(read, settings);
  const { title, allowedOrigins } = settings;
  tell({ kind: 'ready', title, allowedOrigins, labels: classifier.labels.labels });
  return classifier;
}

async function readSettings(at: string): Promise<unknown> {
  const text = await (await answered(new URL('page.json', at))).text();
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    throw new Failure('ModelBroken', 'page.json is not readable as JSON.');
  }
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

function inWords(error: unknown): string {
  if (error instanceof Failure) return error.message;
  return `Something went wrong that nobody expected: ${String(error)}. Reload the page to try again.`;
}
