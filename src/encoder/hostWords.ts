// A word table that is too large for one binding of the device (a multilingual one has up to 400 MB): it stays in the
// processor's memory, and each batch brings its own rows.

import type { Device } from '../tensor/device';
import { sizeOf } from '../tensor/parameters';
import type { EncoderTensor } from './tensors';

export interface HostWords {
  /** Rows of the table, `[tokens * hidden]`. */
  rows: (ids: Int32Array) => Float32Array<ArrayBuffer>;
}

/** The word table where it must stay off the device; `null` where the device can hold it. */
export function hostWordsOf(
  tensors: ReadonlyMap<string, EncoderTensor>,
  { largestAllocation }: Pick<Device, 'largestAllocation'>,
): HostWords | null {
  const words = tensors.get('embeddings.words');
  if (!words?.rows) return null;
  const elements = sizeOf(words.shape) / (words.eightBits ? 4 : 1);
  if (elements <= largestAllocation) return null;
  return { rows: words.rows };
}
