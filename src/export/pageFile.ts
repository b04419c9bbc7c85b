// A web page of one file, to be opened with a double click: the page, the model's files as base64, and its program.

import type { AnswerCheck } from '../domain/exportParts';
import { embeddedSettings, pageFileLimit, pageFileWeights, type PageFileWeights } from '../domain/ownPage';
import type { TrainedModel } from '../domain/run';
import { count, percent } from '../words/numbers';
import { filled, pageSettings } from './ownPage';

/** Where the model's files stand in the page that the build makes. */
const filesPlace = '%FILES%';
/** Bytes that one element holds; a multiple of 3, so that its base64 ends with it. */
const pieceBytes = 3 * 2 ** 20;

/** Characters of base64 for bytes. */
export const base64Length = (bytes: number): number => 4 * Math.ceil(bytes / 3);

/**
 * How exactly weights can be stored: the first way that leaves the page within its limit, else 8 bits.
 *
 * @param bytesOf of the whole page
 */
export function roomiestWeights(bytesOf: (weights: PageFileWeights) => number): PageFileWeights {
  return pageFileWeights.find((weights) => bytesOf(weights) <= pageFileLimit) ?? 'eightBits';
}

/**
 * The page as one file.
 *
 * @param page as it lies beside the built app
 * @param files of the model, as the page reads them
 * @param check how its weights answered test rows; absent where there are none
 */
export async function pageFile(
  model: TrainedModel,
  page: string,
  files: readonly { name: string; content: Blob }[],
  check?: AnswerCheck,
): Promise<Blob> {
  const [before = '', after = ''] = page.split(filesPlace);
  const settings = new Blob([JSON.stringify(pageSettings(model))]);
  const parts: Blob[] = [new Blob([filled(before, model, exactnessNote(check))])];
  for (const { name, content } of [{ name: embeddedSettings, content: settings }, ...files]) {
    for (let start = 0; start < content.size; start += pieceBytes) {
      const bytes = await content.slice(start, start + pieceBytes).arrayBuffer();
      const element = ['<script type="application/octet-stream" data-file="', name, '">', base64(bytes), '</script>\n'];
      parts.push(new Blob(element));
    }
  }
  parts.push(new Blob([after]));
  return new Blob(parts, { type: 'text/html' });
}

/** How near the page's answers are to the model's, in a sentence or two. */
export function exactnessNote(check: AnswerCheck | undefined): string {
  const stored = 'To fit into one file, weights are stored in 8 bits.';
  if (!check) return `${stored} Probabilities may differ a little from those in Hone.`;
  const { texts, sameLabels, largestProbability } = check;
  const same = sameLabels === texts ? `all ${count(texts)}` : `${count(sameLabels)} of ${count(texts)}`;
  const apart = largestProbability < 0.001 ? 'by less than 0.1 %' : `by at most ${percent(largestProbability)}`;
  return `${stored} On ${same} test texts this page gives the same answer as the model in Hone; probabilities differ ${apart}.`;
}

function base64(bytes: ArrayBuffer): string {
  // As arguments of a call, so many bytes at most.
  const step = 0x8000;
  let binary = '';
  for (let start = 0; start < bytes.byteLength; start += step) {
    const some = new Uint8Array(bytes, start, Math.min(step, bytes.byteLength - start));
    binary += String.fromCharCode(...some);
  }
  return btoa(binary);
}
