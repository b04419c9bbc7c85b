// A web page of its own. Its scripts lie beside the built app, so that they are kept for offline use with it.

import { Failure } from '../../domain/failures';
import { pageModelFiles } from '../../domain/ownPage';
import type { ArchiveFile } from '../../export/archive';
import { classifierTensors, inHalfPrecision } from '../../export/huggingFaceWeights';
import { ownPage, pageFiles } from '../../export/ownPage';
import { safetensorsParts } from '../../tensor/safetensors';
import { commonFiles } from './commonFiles';
import type { ExportSource } from './exportSource';

export async function ownPageFiles(source: ExportSource): Promise<ArchiveFile[]> {
  const { stored, config, trained, changed, pooling } = source;
  const tensors = classifierTensors(stored, config, trained, changed, pooling);
  const weights = {
    name: pageModelFiles.weights,
    content: safetensorsParts(inHalfPrecision(tensors)),
  };
  const texts = await Promise.all(pageFiles.map(async (name) => ({ name, content: await fetchText(name) })));
  return ownPage(source.model, texts, [...(await commonFiles(source)), weights]);
}

/** A file of the page, as it lies beside the built app. @throws Failure `DownloadFailed` */
export async function fetchText(name: string): Promise<string> {
  let why = 'no connection';
  try {
    // Built workers lie in assets/: the page is beside that folder.
    const response = await fetch(new URL(`../page/${name}`, self.location.href));
    if (response.ok) return await response.text();
    why = `answer ${response.status}`;
  } catch (error) {
    // fetch and a body that breaks off reject with a TypeError.
    if (!(error instanceof TypeError)) throw error;
  }
  throw new Failure(
    'DownloadFailed',
    `The web page to take away could not be loaded (${name}: ${why}). Connect once, reload Hone, and try again; or download without it.`,
  );
}
