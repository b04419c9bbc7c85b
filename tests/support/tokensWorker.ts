// A thread that stores token ids, one set after another, until it is ended.

import { saveTokens } from '../../src/storage/derived';

const tokens = { ids: new Int32Array(200_000).fill(7), offsets: Uint32Array.of(0, 200_000), truncated: 0 };

for (let set = 0; ; set++) {
  await saveTokens([`texts ${set}`, 1, 'model', 128, 'end'], tokens);
  postMessage(set);
}
