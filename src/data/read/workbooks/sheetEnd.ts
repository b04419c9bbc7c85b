// What stands behind the rows of a sheet's XML, without parsing the rows.

import { readBytes } from '../bytes/byteStream';

/** The longest end of the rows, its prefix included, that two pieces may share. */
const longestTag = 64;

/** The part of a sheet from the end of its rows on, as XML of which the beginning is missing. */
export function afterSheetRows(
  sheet: ReadableStream<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = piecesAfterRows(sheet);
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

async function* piecesAfterRows(
  sheet: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  // One character a byte: what is looked for is ASCII in UTF-8.
  const decoder = new TextDecoder('latin1');
  let isBehind = false;
  let carried = '';
  for await (const bytes of readBytes(sheet)) {
    if (isBehind) {
      yield bytes;
      continue;
    }
    const text = carried + decoder.decode(bytes);
    const end = /<\/(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*\/>/.exec(text);
    if (end) {
      isBehind = true;
      const at = end.index + end[0].length - carried.length;
      yield bytes.subarray(Math.max(0, at));
    }
    carried = text.slice(-longestTag);
  }
}
