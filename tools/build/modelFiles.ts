// The files of the base models that come with the app.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedModels } from '../../src/domain/catalogue.ts';
import { filesBelow, sha256 } from './files.ts';

const folder = 'public/models';

const rank = (path: string) => embeddedModels.findIndex((model) => path.startsWith(`${model}/`));

/**
 * Address, size in bytes and hash of each: the page keeps them for offline use, in this order, and checks them. Those of the
 * model that is used where no other was chosen come first.
 */
export const modelFiles = filesBelow(folder)
  .filter((path) => !path.endsWith('SOURCE.md'))
  .sort((a, b) => rank(a) - rank(b))
  .map((path) => {
    const bytes = readFileSync(join(folder, path));
    return { path: `models/${path}`, size: bytes.length, sha256: sha256(bytes) };
  });
