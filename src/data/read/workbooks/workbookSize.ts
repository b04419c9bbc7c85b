// Whether a workbook is one that its reader can hold: its texts are held all at once.

import type { Entry, FileEntry } from '@zip.js/zip.js';
import { Failure } from '../../../domain/failures';
import { archiveLimits } from '../../../domain/limits';
import { count } from '../../../words/numbers';
import { zipDirectory } from '../archives/zipMembers';
import { isProportionate, outOfProportion } from '../archives/unpackBudget';

/**
 * Refuses a workbook that unpacks to more than its size lets expect, or whose texts and formatting no memory would hold. Its
 * reader lets no file in it grow beyond what the directory says.
 *
 * @throws Failure `BrokenArchive`, `TableTooLarge`; another error where it is no zip
 */
export async function checkWorkbookSize(name: string, workbook: Blob): Promise<void> {
  const entries = await zipDirectory(workbook);
  const sheets = entries.filter(isSheet);
  const trees = entries.filter((entry) => !isSheet(entry));
  const { workbookTreeHarmlessBytes: harmless, workbookTreeRatio: ratio } = archiveLimits;
  const isBomb = unpackedBytes(trees) > Math.max(harmless, ratio * packedBytes(trees));
  if (isBomb || !isProportionate(unpackedBytes(sheets), packedBytes(sheets))) {
    throw new Failure('BrokenArchive', outOfProportion(name));
  }
  let left: number = archiveLimits.workbookTags;
  for (const entry of trees) {
    if (!entry.directory && unpackedBytes([entry]) >= left * shortestTag) left -= await tagsIn(entry);
    if (left < 0) throw tooManyTags(name);
  }
}

const isSheet = ({ filename }: Entry) => /(^|\/)worksheets\/|^content\.xml$/.test(filename);
const packedBytes = (entries: Entry[]) => entries.reduce((sum, { compressedSize }) => sum + compressedSize, 0);
/** Deflate makes of a byte 1032 at most; an entry may leave its size open. */
const unpackedBytes = (entries: Entry[]) =>
  entries.reduce((sum, entry) => sum + (entry.uncompressedSize || entry.compressedSize * 1032), 0);

/** Bytes of `<a>`: a smaller file can't have too many. */
const shortestTag = 3;
const lessThan = '<'.charCodeAt(0);

async function tagsIn(entry: FileEntry): Promise<number> {
  let tags = 0;
  const counting = new WritableStream<Uint8Array>({
    write(bytes) {
      for (const byte of bytes) if (byte === lessThan) tags++;
    },
  });
  await entry.getData(counting, { useWebWorkers: false });
  return tags;
}

function tooManyTags(name: string): Failure {
  return new Failure(
    'TableTooLarge',
    `“${name}” has more than ${count(archiveLimits.workbookTags)} pieces of text and formatting beside its sheets, more than a browser can hold. ` +
      'Save its sheet as CSV (UTF-8) and drop that here.',
  );
}
