// The files of the base models that come with the app.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, sha256 } from './files.ts';

const folder = 'public/models';

/** Address, size in bytes and hash of each: the page keeps them for offline use and checks them. */
export const modelFiles = filesBelow(folder)
  .filter((path) => !path.endsWith('SOURCE.md'))
  .map((path) => {
    const bytes = readFileSync(join(folder, path));
    return { path: `models/${path}`, size: bytes.length, sha256: sha256(bytes) };
  });
