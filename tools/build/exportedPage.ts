// Builds the web page that a model can be taken away as, into `page/` of the built app, from where an export takes it.

import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { assemblyScriptOfOneThread } from './assemblyScript.ts';
import { onnxRuntimes } from './onnxRuntimes.ts';
import { pageOfOneFile } from './pageOfOneFile.ts';

/** Writes the page's files below `outDir`. */
export async function buildExportedPage(outDir: string): Promise<void> {
  const folder = join(outDir, 'page');
  const script = (entry: string, fileName: string, format: 'es' | 'iife') =>
    build({
      configFile: false,
      logLevel: 'warn',
      publicDir: false,
      resolve: { alias: onnxRuntimes },
      plugins: [assemblyScriptOfOneThread],
      define: { 'process.env.NODE_ENV': '"production"' },
      build: {
        outDir: folder,
        emptyOutDir: false,
        target: 'es2022',
        minify: true,
        chunkSizeWarningLimit: 1000,
        // transformers.js asks where its file lies, for files of its own that nothing here reads.
        rolldownOptions: { checks: { bundlerTimings: false, emptyImportMeta: false } },
        lib: { entry, formats: [format], name: 'classifier', fileName: () => fileName },
      },
    });
  // No module: a page that is opened from a disk must come as far as saying why it does not work there.
  await script('src/page/main.ts', 'classifier.js', 'iife');
  await script('workers/page.worker.ts', 'engine.js', 'es');
  await script('src/page/oneFile.ts', 'one-file.js', 'iife');
  const text = (path: string) => readFileSync(path, 'utf8');
  const program = join(folder, 'one-file.js');
  const oneFile = pageOfOneFile(text('src/page/index.html'), text('src/page/page.css'), text(program));
  writeFileSync(join(folder, 'one-file.html'), oneFile);
  rmSync(program);
  for (const name of ['index.html', 'embed.html', 'page.css']) {
    copyFileSync(join('src/page', name), join(folder, name));
  }
}
