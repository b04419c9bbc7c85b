import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, defineConfig, type Plugin } from 'vite';
import packageJson from './package.json' with { type: 'json' };
import { buildPage } from './src/page/buildPage.ts';
import { headersFor, securityHeaders } from './src/security/headers.ts';
import { hostingFiles } from './src/security/hostingFiles.ts';
import { assemblyScript } from './src/tensor/wasm/assemblyScript.ts';

const outDir = 'dist';
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** All files below a folder, as paths from it with forward slashes. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

/** The base models' files with size and hash: the page keeps them for offline use and checks them. */
const modelFiles = filesBelow('public/models')
  .filter((path) => !path.endsWith('SOURCE.md'))
  .map((path) => {
    const bytes = readFileSync(join('public/models', path));
    return { path: `models/${path}`, size: bytes.length, sha256: sha256(bytes) };
  });

/** Every answer of `vite preview` carries the security headers, as a configured host's would. */
const previewHeaders: Plugin = {
  name: 'hone-preview-headers',
  configurePreviewServer(server) {
    server.middlewares.use((request, response, next) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const headers = Object.entries(headersFor(pathname));
      for (const [name, value] of headers) response.setHeader(name, value);
      next();
    });
  },
};

/** Writes the header files for static hosts, the page to take away, and the service worker with the list of what it keeps. */
const serviceWorker: Plugin = {
  name: 'hone-service-worker',
  apply: 'build',
  async closeBundle() {
    for (const [name, content] of Object.entries(hostingFiles)) {
      const path = join(outDir, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    await buildPage(outDir);
    const kept = filesBelow(outDir).filter(
      (path) => !path.startsWith('models/') && !(path in hostingFiles),
    );
    const manifest = kept.map((url) => ({
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
        lib: {
          entry: 'workers/service-worker.ts',
          formats: ['iife'],
          name: 'serviceWorker',
          fileName: () => 'service-worker.js',
        },
      },
    });
  },
};

const {
  'Cross-Origin-Opener-Policy': openerPolicy,
  'Cross-Origin-Embedder-Policy': embedderPolicy,
} = securityHeaders;

export default defineConfig({
  base: './',
  resolve: {
    // Under its own name the package is replaced for @xenova/transformers (package.json, overrides).
    alias: [{ find: /^onnxruntime-web\/wasm$/, replacement: 'onnxruntime/wasm' }],
  },
  plugins: [svelte({ configFile: false }), assemblyScript, previewHeaders, serviceWorker],
  worker: { format: 'es', plugins: () => [assemblyScript] },
  define: {
    __HONE_VERSION__: JSON.stringify(packageJson.version),
    __MODEL_FILES__: JSON.stringify(modelFiles),
  },
  build: { outDir, target: 'esnext', chunkSizeWarningLimit: 3000 },
  server: {
    headers: {
      'Cross-Origin-Opener-Policy': openerPolicy ?? '',
      'Cross-Origin-Embedder-Policy': embedderPolicy ?? '',
    },
  },
});
