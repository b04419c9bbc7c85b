// What stands beside the app in dist/: header files for static hosts, the page that a model is taken away as, the
// service worker with the list of what it keeps, and the bill of materials.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'vite';
import { billOfMaterials } from './billOfMaterials.ts';
import { buildExportedPage } from './exportedPage.ts';
import { filesBelow, sha256 } from './files.ts';
import { hostingFiles } from './hostingFiles.ts';
import { modelFiles, packWeights, sentBytes } from './modelFiles.ts';
import { firstVisit, sizeOf, sizeReport, type KeptFile } from './sizes.ts';

function writeHostingFiles(outDir: string): void {
  for (const [name, content] of Object.entries(hostingFiles)) {
    const path = join(outDir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

async function buildServiceWorker(outDir: string, precached: string[]): Promise<void> {
  const manifest = precached.map((url) => ({
    url,
    // What lies in assets/ has its hash in its name: the browser's own cache may answer.
    revision: url.startsWith('assets/') ? null : sha256(readFileSync(join(outDir, url))),
  }));
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: {
      'self.__WB_MANIFEST': JSON.stringify(manifest),
      __MODEL_FILES__: JSON.stringify(modelFiles),
      'process.env.NODE_ENV': '"production"',
    },
    build: {
      outDir,
      emptyOutDir: false,
      rolldownOptions: { checks: { bundlerTimings: false } },
      lib: {
        entry: 'workers/service-worker.ts',
        formats: ['iife'],
        name: 'serviceWorker',
        fileName: () => 'service-worker.js',
      },
    },
  });
}

/** What the page keeps for itself, once the service worker is there. */
function largeFiles(outDir: string): KeptFile[] {
  const models = modelFiles.map((file) => ({
    group: dirname(file.path),
    size: file.size,
    gzip: sentBytes(outDir, file),
  }));
  const runtime = filesBelow(outDir).filter((path) => path.endsWith('.wasm'));
  return [...models, ...runtime.map((path) => ({ group: 'ONNX Runtime', ...sizeOf(join(outDir, path)) }))];
}

/** Writes them when the app is built. Fails when the first visit needs more than its budget. */
export function besideTheApp(): Plugin {
  let outDir = '';
  let reports = true;
  return {
    name: 'hone-beside-the-app',
    apply: 'build',
    configResolved({ build, logLevel }) {
      outDir = build.outDir;
      // `npm start` asks for errors alone.
      reports = logLevel !== 'error';
    },
    async closeBundle(error) {
      if (error) return;
      writeHostingFiles(outDir);
      packWeights(outDir);
      await buildExportedPage(outDir);
      const precached = filesBelow(outDir).filter((path) => !/^models\/|\.wasm$/.test(path) && !(path in hostingFiles));
      await buildServiceWorker(outDir, precached);
      writeFileSync(join(outDir, 'sbom.cdx.json'), billOfMaterials());
      const { files, excess } = firstVisit(outDir);
      if (reports) console.log(sizeReport(outDir, files, precached, largeFiles(outDir)));
      if (excess) this.error(excess);
    },
  };
}
