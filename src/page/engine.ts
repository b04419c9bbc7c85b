// Loads the model, and answers one request after another: in a worker of a hosted page, or in a page of one file itself.

import { Failure } from '../domain/failures';
import { pageModelFiles } from '../domain/ownPage';
import type { Ask, Told } from './messages';
import { PageClassifier } from './pageClassifier';
import type { PageFiles } from './pageFiles';
import { readPageSettings } from './settings';

/** Bytes between two reports of progress. */
const bytesPerReport = 2 ** 19;

/** Answers what it is asked, from the model in `files`. */
export function startEngine(files: PageFiles, tell: (message: Told) => void): (ask: Ask) => void {
  const loading = load(files, tell);
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

async function load(files: PageFiles, tell: (message: Told) => void): Promise<PageClassifier> {
  const settings = readPageSettings(await files.settings());
  let told = -Infinity;
  const onBytes = (done: number, total: number) => {
    if (done < told + bytesPerReport && done !== total) return;
    told = done;
    tell({ kind: 'loading', done, total });
  };
  const read = (name: string) => files.read(name, name === pageModelFiles.weights ? onBytes : undefined);
  const classifier = await PageClassifier.load(read, settings);
  const { title, allowedOrigins } = settings;
  tell({ kind: 'ready', title, allowedOrigins, labels: classifier.labels.labels });
  return classifier;
}

function inWords(error: unknown): string {
  if (error instanceof Failure) return error.message;
  return `Something went wrong that nobody expected: ${String(error)}. Reload the page to try again.`;
}
