// A trained model → a web page of one file, after its weights have answered some test rows.

import type { AnswerCheck } from '../../domain/exportParts';
import { Failure } from '../../domain/failures';
import { pageFileLimit, pageModelFiles } from '../../domain/ownPage';
import type { ReportProgress } from '../../domain/progress';
import { headTensors } from '../../encoder/classifierHead';
import { poolingLayerTensors } from '../../encoder/pooling';
import { writeBlob } from '../../export/archive';
import { compactTensors, tensorBytes } from '../../export/compactWeights';
import { storedTensors } from '../../export/huggingFaceWeights';
import { base64Length, pageFile, roomiestWeights } from '../../export/pageFile';
import { breathe } from '../../jobs/breathe';
import { getModel } from '../../storage/models';
import { safetensorsParts, type StoredTensor } from '../../tensor/safetensors';
import { bytes } from '../../words/numbers';
import type { Engine } from '../train/engine';
import { checkAnswers } from './checkAnswers';
import { commonFiles, configFile } from './commonFiles';
import { wantedAnswers, type ExportOrder } from './exportModel';
import { openExport, type ExportSource } from './exportSource';
import { fetchText } from './ownPagePart';

/** What to make a page of. */
export type PageFileOrder = Omit<ExportOrder, 'choice'>;

/** A page of one file, and how its weights answered; without test rows, nothing is known of that. */
export interface ExportedPageFile {
  html: Blob;
  check?: AnswerCheck;
}

/**
 * Makes the page, and tries its weights out.
 *
 * @throws Failure `ModelMissing`; `CannotExport` when it would be too large, or answers otherwise than the model;
 *   `DownloadFailed` where the page itself is not at hand; AbortError when stopped
 */
export async function exportPageFile(
  engine: Engine,
  order: PageFileOrder,
  signal: AbortSignal,
  onProgress: ReportProgress,
): Promise<ExportedPageFile> {
  const model = await getModel(order.modelId);
  const progress: ReportProgress = (loading) => onProgress({ ...loading, job: 'Exporting' });
  const ready = await engine.prepare(order.compute, model.recipe.baseModel, progress);
  const wanted = await wantedAnswers(engine, ready, order, signal);
  engine.releaseClassifier();
  const choice = { parts: [], precision: 'single' } as const;
  const source = await openExport(order.modelId, ready.base, choice, order.honeVersion);
  const page = await fetchText('one-file.html');
  const files = await modelFilesOf(source);
  const size = (tensors: ReadonlyMap<string, StoredTensor>) =>
    base64Length(tensorBytes(tensors)) +
    files.reduce((sum, { content }) => sum + base64Length(content.size), page.length);
  const compact = compactOf(source);
  const tensors = compact(roomiestWeights((weights) => size(compact(weights))));
  const total = size(tensors);
  if (total > pageFileLimit) throw tooLarge(total);
  const report = async (done: number, detail: string) => {
    onProgress({ job: 'Exporting', done: Math.min(done, total), total, detail });
    await breathe(signal);
  };
  const content = await writeBlob(safetensorsParts(tensors), (done) => report(done / 2, 'Writing the weights'));
  await report(total / 2, `Trying them out on ${order.sample.rows.length} texts`);
  const file = { name: pageModelFiles.weights, content, exactness: 'eightBits' } as const;
  const room = { device: ready.device, model, sample: order.sample, wanted, config: configFile(source), signal };
  const check = order.sample.rows.length > 0 ? await checkAnswers(file, room) : undefined;
  await report(0.75 * total, 'Writing the page');
  const html = await pageFile(source.model, page, [...files, file], check);
  return { html, ...(check && { check }) };
}

/** The model's files but its weights. */
async function modelFilesOf(source: ExportSource): Promise<{ name: string; content: Blob }[]> {
  const { config, tokenizer, tokenizerConfig } = pageModelFiles;
  const wanted: ReadonlySet<string> = new Set([config, tokenizer, tokenizerConfig]);
  return (await commonFiles(source))
    .filter(({ name }) => wanted.has(name))
    .map(({ name, content }) => ({
      name,
      content: content instanceof Blob ? content : new Blob(typeof content === 'string' ? [content] : [...content]),
    }));
}

function compactOf({ stored, config, trained, changed, pooling }: ExportSource) {
  const { prefix } = config.architecture;
  const head = new Set(headTensors(trained, config.architecture).keys());
  // Its matrices hold one number each, and zeros.
  const layer = new Set([...poolingLayerTensors(config).keys()].map((name) => `${prefix}.${name}`));
  const tensors = storedTensors(stored, config, trained, changed, pooling);
  const of = { isHead: (name: string) => head.has(name), always8Bits: (name: string) => layer.has(name) };
  return (weights: Parameters<typeof compactTensors>[1]) => compactTensors(tensors, weights, of);
}

const tooLarge = (size: number) =>
  new Failure(
    'CannotExport',
    `As one file this model would take ${bytes(size)}, and ${bytes(pageFileLimit)} is the most that is easy to send and ` +
      'open. Take the web page as a folder instead, or train a smaller base model.',
  );
