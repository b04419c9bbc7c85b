// The files of the base models that come with the app.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
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

const isWeights = (path: string) => path.endsWith('.safetensors');

/**
 * Puts the weights of the built app as `….safetensors.gz` in the place of `….safetensors`: 8 bits pack to three quarters, and
 * no host packs a type that it does not know. `src/pipeline/models/fetchOnce.ts` unpacks them.
 */
export function packWeights(outDir: string): void {
  for (const { path } of modelFiles.filter((file) => isWeights(file.path))) {
    const whole = join(outDir, path);
    writeFileSync(`${whole}.gz`, gzipSync(readFileSync(whole)));
    rmSync(whole);
  }
}

/** What a host sends of a model's file, in bytes. */
export function sentBytes(outDir: string, { path, size }: (typeof modelFiles)[number]): number {
  return isWeights(path) ? readFileSync(join(outDir, `${path}.gz`)).length : size;
}
