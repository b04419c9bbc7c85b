// Whether files that lie as texts do are tables after all: `english/2013.txt` may have a row a line.

import type { ByteSource } from '../bytes/byteSource';
import { Failure } from '../../../domain/failures';
import { openTable } from '../readTable';

/** Files that are looked at. */
const filesLookedAt = 6;
const fewestRows = 5;

/** Whether half of some files are tables beyond doubt; commas, spaces and rare marks stand in prose too. */
export async function holdsTables(sources: ByteSource[]): Promise<boolean> {
  const step = Math.max(1, sources.length / filesLookedAt);
  let looked = 0;
  let tables = 0;
  for (let at = 0; at < sources.length && looked < filesLookedAt; at += step) {
    const source = sources[Math.floor(at)];
    if (!source) break;
    looked++;
    if (await isTable(source)) tables++;
  }
  return tables * 2 > looked;
}

async function isTable(source: ByteSource): Promise<boolean> {
  try {
    const { format, first, columns, problem } = await openTable(source);
    if (problem || first.length < fewestRows) return false;
    if (format.kind !== 'delimited') return true;
    const isClear = ['\t', ';', '|', '\u0001', '\u001F'].includes(format.delimiter);
    return isClear && first.filter(({ length }) => length === columns.length).length >= 0.9 * first.length;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
